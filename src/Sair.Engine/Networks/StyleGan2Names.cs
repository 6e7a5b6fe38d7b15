using System.Globalization;
using System.Text.RegularExpressions;

namespace Sair.Engine.Networks;

/// <summary>The two public layouts of a StyleGAN2 checkpoint and the one map between them.</summary>
/// <remarks>
/// <see cref="StyleGan2Generator"/> uses the rosinality names. Weights need neither gain nor flip between the layouts: the
/// gains that NVlabs leaves out are cancelled by demodulation, and its doubling convolution is stored unflipped as well.
/// </remarks>
public static partial class StyleGan2Names
{
    private const string FirstBlock = "synthesis.b4.";

    /// <summary>Tells whether a checkpoint has the names of stylegan2-ada-pytorch.</summary>
    public static bool IsNvlabs(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Contains(FirstBlock + "const");
    }

    /// <summary>Renames and reshapes a checkpoint of stylegan2-ada-pytorch to the rosinality layout.</summary>
    /// <param name="parameters">Parameters by NVlabs names; stay owned by the caller.</param>
    /// <returns>
    /// Views by rosinality names, owned by the current scope. <c>mapping.w_avg</c> becomes <c>latent_avg</c> [S]; filters,
    /// which are constant, are left out.
    /// </returns>
    /// <exception cref="KeyNotFoundException">A name belongs to no known part.</exception>
    public static Dictionary<string, Tensor> FromNvlabs(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var renamed = new Dictionary<string, Tensor>();
        foreach (var (name, value) in parameters)
        {
            if (!name.EndsWith("resample_filter", StringComparison.Ordinal))
            {
                var (target, reshape) = Map(name);
                renamed.Add(target, reshape(value));
            }
        }

        return renamed;
    }

    private static (string Name, Func<Tensor, Tensor> Reshape) Map(string name)
    {
        if (name == "mapping.w_avg")
        {
            return ("latent_avg", Same);
        }

        if (name == FirstBlock + "const")
        {
            return ("input.input", Lead); // [C, 4, 4] → [1, C, 4, 4]
        }

        if (MappingLayer().Match(name) is { Success: true } mapping)
        {
            return ($"style.{Number(mapping, 1) + 1}.{mapping.Groups[2].Value}", Same);
        }

        if (SynthesisLayer().Match(name) is { Success: true } layer)
        {
            return MapLayer(Number(layer, 1), layer.Groups[2].Value, layer.Groups[3].Value);
        }

        throw new KeyNotFoundException($"{name} is no parameter of a StyleGAN2 generator in the NVlabs layout.");
    }

    private static (string Name, Func<Tensor, Tensor> Reshape) MapLayer(int side, string layer, string parameter)
    {
        var block = (int)Math.Log2(side) - 3; // −1 at 4²
        var isRgb = layer == "torgb";
        var convolution = (2 * block) + (layer == "conv1" ? 1 : 0);
        var target = isRgb ? (block < 0 ? "to_rgb1" : $"to_rgbs.{block}") : (block < 0 ? "conv1" : $"convs.{convolution}");
        return parameter switch
        {
            "weight" => ($"{target}.conv.weight", Lead), // [O, I, k, k] → [1, O, I, k, k]
            "affine.weight" or "affine.bias" => ($"{target}.conv.modulation.{parameter["affine.".Length..]}", Same),
            "bias" when isRgb => ($"{target}.bias", value => value.reshape(1, -1, 1, 1)),
            "bias" => ($"{target}.activate.bias", Same),
            "noise_strength" => ($"{target}.noise.weight", value => value.reshape(1)),
            _ => ($"noises.noise_{convolution + 1}", value => value.reshape(1, 1, side, side)), // noise_const [H, W]
        };
    }

    private static Tensor Same(Tensor value) => value.alias();

    private static Tensor Lead(Tensor value) => value.unsqueeze(0);

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^mapping\.fc(\d+)\.(weight|bias)$")]
    private static partial Regex MappingLayer();

    [GeneratedRegex(@"^synthesis\.b(\d+)\.(conv0|conv1|torgb)\.(weight|bias|affine\.weight|affine\.bias|noise_strength|noise_const)$")]
    private static partial Regex SynthesisLayer();
}
