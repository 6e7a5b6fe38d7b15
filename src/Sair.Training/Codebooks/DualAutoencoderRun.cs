using Sair.Engine.Networks;

namespace Sair.Training.Codebooks;

/// <summary>What a run of the first stage changes: networks, optimisers, counts of codes.</summary>
internal sealed class DualAutoencoderRun : IDisposable
{
    private const int DiscriminatorChannels = 24;
    private const int DiscriminatorLayers = 3;

    public DualAutoencoderRun(CodePredictorConfiguration networks)
    {
        Network = new DualAutoencoder(networks.Vqgan, networks.AestheticWeight);
        Discriminator = new PatchDiscriminator(DiscriminatorChannels, DiscriminatorLayers);
        Parameters = [.. Network.named_parameters()];
        Adam = new ResumableAdam(Parameters, beta1: 0.9, beta2: 0.99);
        DiscriminatorAdam = new ResumableAdam(Discriminator.named_parameters(), beta1: 0.5, beta2: 0.99);
        CommonUse = new UnusedCodes(Network.Common);
        AestheticUse = new UnusedCodes(Network.Aesthetic);
    }

    public DualAutoencoder Network { get; }

    public PatchDiscriminator Discriminator { get; }

    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    public ResumableAdam Adam { get; }

    public ResumableAdam DiscriminatorAdam { get; }

    public UnusedCodes CommonUse { get; }

    public UnusedCodes AestheticUse { get; }

    public IReadOnlyDictionary<string, ResumableAdam> Optimizers => new Dictionary<string, ResumableAdam> { ["adam"] = Adam, ["discriminator"] = DiscriminatorAdam };

    public IReadOnlyDictionary<string, Tensor> Extras => Discriminator.state_dict()
        .Select(entry => new KeyValuePair<string, Tensor>($"discriminator.{entry.Key}", entry.Value))
        .Append(new KeyValuePair<string, Tensor>("common_uses", CommonUse.Uses))
        .Append(new KeyValuePair<string, Tensor>("aesthetic_uses", AestheticUse.Uses))
        .ToDictionary(entry => entry.Key, entry => entry.Value);

    public void Dispose()
    {
        Adam.Dispose();
        DiscriminatorAdam.Dispose();
        CommonUse.Dispose();
        AestheticUse.Dispose();
        Network.Dispose();
        Discriminator.Dispose();
    }
}
