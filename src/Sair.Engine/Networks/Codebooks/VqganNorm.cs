namespace Sair.Engine.Networks.Codebooks;

/// <summary>The normalisation and activation of all blocks around the codebooks.</summary>
internal static class VqganNorm
{
    private const double Epsilon = 1e-6;

    public static GroupNorm Create(int groups, int channels) => GroupNormalization.Create(groups, channels, Epsilon);
}
