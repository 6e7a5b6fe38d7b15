using System.Globalization;
using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;

namespace Sair.Training.Autoencoding;

/// <summary>A generator and an encoder that are trained together.</summary>
public sealed class AutoencoderNetworks : IDisposable
{
    private const int SmallestSide = 4;

    /// <summary>Creates networks with random weights.</summary>
    public AutoencoderNetworks(AutoencoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var channels = new Dictionary<int, int>();
        for (int side = 4, i = 0; side <= options.Size; side *= 2, i++)
        {
            channels[side] = options.GeneratorChannels[i];
        }

        Generator = new StyleGan2Generator(new StyleGan2Configuration { Size = options.Size, Channels = channels });
        Encoder = new StyleEncoder(4 << options.EncoderChannels.Count, options.EncoderChannels, Generator.Configuration.LatentCount);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (name, parameter) in Generator.named_parameters())
        {
            // A new size must not disturb the picture of the one below when it joins.
            if (name.StartsWith("to_rgbs.", StringComparison.Ordinal) && name.EndsWith(".conv.weight", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }

        foreach (var noise in Generator.ConstantNoise)
        {
            noise.zero_();
        }
    }

    /// <summary>Gets the generator.</summary>
    public StyleGan2Generator Generator { get; }

    /// <summary>Gets the encoder.</summary>
    public StyleEncoder Encoder { get; }

    /// <summary>Lists the parameters of both, prefixed with <c>generator.</c> and <c>encoder.</c>.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters() =>
        Generator
            .named_parameters()
            .Select(entry => ($"generator.{entry.name}", entry.parameter))
            .Concat(Encoder.named_parameters().Select(entry => ($"encoder.{entry.name}", entry.parameter)));

    /// <summary>Moves both networks.</summary>
    public void MoveTo(Device device)
    {
        Generator.to(device);
        Encoder.to(device);
    }

    /// <summary>Lists the parameters that learn: all, unless <see cref="FreezeBelow"/> holds some.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> TrainedParameters() =>
        Parameters().Where(entry => entry.Parameter.requires_grad);

    /// <summary>Holds what makes the pictures below a size, and the encoder but for the latent rows that only larger sizes have.</summary>
    /// <remarks>A finished pack so gets a further size for a third of the work, and its faces stay as they are.</remarks>
    /// <param name="side">First side that learns, in pixels; every side from 4 px means nothing is held.</param>
    public void FreezeBelow(int side)
    {
        // Each size has two rows of its own; its first convolution shares the last row of the size below.
        var rows = side <= SmallestSide ? 0 : (2 * (int)Math.Log2(side)) - 4;
        foreach (var (name, parameter) in Parameters())
        {
            parameter.requires_grad = side <= SmallestSide || Learns(name.Split('.'));
        }

        bool Learns(string[] name) =>
            (name[0], name[1]) switch
            {
                ("generator", "convs") => 8 << (int.Parse(name[2], CultureInfo.InvariantCulture) / 2) >= side,
                ("generator", "to_rgbs") => 8 << int.Parse(name[2], CultureInfo.InvariantCulture) >= side,
                ("encoder", "offsets") => int.Parse(name[2], CultureInfo.InvariantCulture) >= rows,
                _ => false,
            };
    }

    /// <summary>Starts from the weights of a finished pack; the optimiser's state is rebuilt by the warm-up.</summary>
    /// <param name="packFolder">The folder of <c>generator.safetensors</c> and <c>encoder.safetensors</c>.</param>
    /// <exception cref="InvalidDataException">The pack has other sizes.</exception>
    public void LoadPack(string packFolder)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var part in new[] { "generator", "encoder" })
        {
            var path = Path.Combine(packFolder, $"{part}.safetensors");
            var (tensors, _) = SafetensorsFile.Read(path);
            foreach (var (name, parameter) in Parameters().Where(entry => entry.Name.StartsWith(part + ".", StringComparison.Ordinal)))
            {
                // Layers of sizes that the pack does not have yet keep their random start.
                if (tensors.TryGetValue(name[(part.Length + 1)..], out var values))
                {
                    parameter.copy_(
                        values.shape.SequenceEqual(parameter.shape)
                            ? values
                            : throw new InvalidDataException($"{path} holds networks of other sizes ({name} differs).")
                    );
                }
            }

            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Generator.Dispose();
        Encoder.Dispose();
    }
}
