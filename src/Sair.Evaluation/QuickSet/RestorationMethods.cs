using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;

namespace Sair.Evaluation.QuickSet;

/// <summary>One row of the table: a way to get from the degraded face to a restored one.</summary>
public interface IRestorationMethod
{
    /// <summary>Gets the name of the row.</summary>
    string Name { get; }

    /// <summary>Restores a face.</summary>
    /// <param name="face">The face; a method looks at everything but the truth.</param>
    /// <param name="cancellationToken">Checked once per iteration.</param>
    /// <returns>A face square of any side.</returns>
    RgbImage Restore(TestFace face, CancellationToken cancellationToken);
}

/// <summary><c>--rows a,b</c>: which methods an evaluation runs.</summary>
internal static class RowsOption
{
    /// <summary>Builds the option.</summary>
    /// <param name="known">All names.</param>
    /// <param name="defaults">The names that are taken where none is given.</param>
    public static Option<string> Create(IReadOnlyList<string> known, IReadOnlyList<string> defaults)
    {
        var names = string.Join(", ", known);
        var option = new Option<string>("--rows")
        {
            Description = $"Which rows besides the enlarged photo, comma-separated: {names}.",
            DefaultValueFactory = _ => string.Join(',', defaults),
        };
        option.Validate(text =>
            Split(text).Except(known).FirstOrDefault() is { } unknown ? $"--rows takes some of {names}, not “{unknown}”." : null
        );
        return option;
    }

    /// <summary>Splits a comma-separated list; blanks around names and empty names count for nothing.</summary>
    public static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Which references a method is given.</summary>
public enum ReferenceChoice
{
    /// <summary>None.</summary>
    None,

    /// <summary>The first one of the person.</summary>
    First,

    /// <summary>All of the person.</summary>
    All,

    /// <summary>The first one of somebody else.</summary>
    FirstOfStranger,

    /// <summary>All of somebody else.</summary>
    AllOfStranger,
}

/// <summary>Picks references of a test face.</summary>
public static class ReferenceChoices
{
    /// <summary>The face squares that the choice names.</summary>
    public static IReadOnlyList<Engine.Imaging.RgbImage> Choose(this TestFace face, ReferenceChoice choice)
    {
        ArgumentNullException.ThrowIfNull(face);
        return choice switch
        {
            ReferenceChoice.None => [],
            ReferenceChoice.First => [face.References[0]],
            ReferenceChoice.All => face.References,
            ReferenceChoice.FirstOfStranger => [face.StrangersReferences[0]],
            _ => face.StrangersReferences,
        };
    }
}

/// <summary>Enlarges the degraded face and does nothing else: what every restoration has to beat.</summary>
public sealed class BicubicMethod : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "bicubic";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        return ImageResizer.Resize(face.Degraded, face.Truth.Width, face.Truth.Height, ResampleKernel.Cubic);
    }
}

/// <summary>Restores by an engine with fixed options.</summary>
/// <param name="name">The name of the row.</param>
/// <param name="engine">What restores.</param>
/// <param name="options">Options of that engine's own type.</param>
/// <param name="context">Device and models.</param>
/// <param name="choice">Which references it is given.</param>
public sealed class EngineMethod(
    string name,
    IRestorationEngine engine,
    EngineOptions options,
    EngineContext context,
    ReferenceChoice choice = ReferenceChoice.First
) : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        var input = new RestorationInput { Degraded = face.Degraded, References = face.Choose(choice) };
        foreach (var step in engine.Run(input, options, context, cancellationToken))
        {
            if (step.IsLast)
            {
                return step.ReadResult().Image;
            }
        }

        throw new InvalidOperationException("The engine ended before its last iteration.");
    }
}

/// <summary>Decodes the encoder's inversion w_z of the reference and ignores the degraded face: where the search starts.</summary>
/// <param name="models">Holds the face pack.</param>
/// <param name="device">Where to compute.</param>
/// <param name="seed">Seed of the noise inputs.</param>
public sealed class EncoderInversionMethod(IModelProvider models, Device device, int seed) : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "inversion of the reference";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var pack = SairPack.Load(models, device);
        var latent = pack.Encoder.forward((face.References[0].ToTensor(device) * 2) - 1); // [1, L, S]
        var picture = pack.Generator.Synthesize(latent, pack.DrawNoise(seed, device));
        return ((picture + 1) / 2).clamp(0, 1).ToImage();
    }
}

/// <summary>Shows the first reference: what the measures say of another real photo of the person.</summary>
public sealed class ReferenceMethod : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "reference photo";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        return face.References[0];
    }
}
