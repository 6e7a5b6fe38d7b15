namespace Sair.Engine.Networks;

/// <summary>Makes group normalisations that start as they should.</summary>
internal static class GroupNormalization
{
    /// <summary>Normalises groups of channels; scale 1 and shift 0, which TorchSharp 0.107 leaves unset.</summary>
    public static GroupNorm Create(long groups, long channels, double epsilon = 1e-5)
    {
        var norm = nn.GroupNorm(groups, channels, epsilon);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        norm.weight!.fill_(1);
        norm.bias!.fill_(0);
        return norm;
    }
}
