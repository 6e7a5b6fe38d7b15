using Sair.Engine.Engines.Sair;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Evaluation.Benchmarks;

/// <summary>
/// A face pack of random weights in the shape of the embedded one, above 256 px of the published config-f, in front of the real models:
/// what a step costs does not depend on training.
/// </summary>
/// <param name="models">The real models.</param>
/// <param name="size">Side of the generator in pixels.</param>
/// <param name="wide">Gives a small generator the channels of config-f too.</param>
internal sealed class RandomPack(IModelProvider models, int size, bool wide = false) : IModelProvider
{
    private const int Seed = 1;

    private const int LargestEmbedded = 256;

    // Channels from 4 px up, as the trainer's defaults have them.
    private static readonly int[] s_embeddedChannels = [256, 256, 160, 96, 48, 32, 24];

    // Those of the published config-f of StyleGAN2.
    private static readonly int[] s_publishedChannels = [512, 512, 512, 512, 512, 256, 128, 64, 32];
    private static readonly int[] s_encoderChannels = [64, 128, 192, 256];

    private readonly Dictionary<string, LoadedModel> _made = [];

    /// <inheritdoc/>
    public LoadedModel Open(string modelId, Device device)
    {
        if (modelId is not (SairPack.GeneratorId or SairPack.EncoderId or SairPack.StatisticsId))
        {
            return models.Open(modelId, device);
        }

        if (!_made.TryGetValue(modelId, out var model))
        {
            using var scope = NewDisposeScope();
            using var ungraded = no_grad();
            var parameters = Make(modelId)
                .ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().to(device).DetachFromDisposeScope());
            _made[modelId] = model = new LoadedModel(modelId, "random", parameters, new Dictionary<string, string>());
        }

        return model;
    }

    private Dictionary<string, Tensor> Make(string modelId)
    {
        manual_seed(Seed);
        var sides = Enumerable.Range(2, (int)Math.Log2(size) - 1).Select(power => 1 << power).ToArray();
        var channels = wide || size > LargestEmbedded ? s_publishedChannels : s_embeddedChannels;
        var configuration = new StyleGan2Configuration
        {
            Size = size,
            Channels = sides.Zip(channels).ToDictionary(pair => pair.First, pair => pair.Second),
        };
        var rows = configuration.LatentCount;
        switch (modelId)
        {
            case SairPack.GeneratorId:
                using (var generator = new StyleGan2Generator(configuration))
                {
                    return Copy(generator);
                }

            case SairPack.EncoderId:
                using (var encoder = new StyleEncoder(4 << s_encoderChannels.Length, s_encoderChannels, rows))
                {
                    return Copy(encoder);
                }

            default:
                return new Dictionary<string, Tensor>
                {
                    ["latent_mean"] = zeros([rows, configuration.StyleDimension]),
                    ["latent_std"] = ones([rows, configuration.StyleDimension]),
                };
        }
    }

    private static Dictionary<string, Tensor> Copy(nn.Module module) =>
        module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
}
