using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sair.Cli.Remote;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Faces;

namespace Sair.Cli.Commands;

/// <summary><c>sair restore PHOTO --reference R…</c>.</summary>
internal sealed class RestoreCommand
{
    private readonly Argument<string> _photo = new("PHOTO") { Description = "The degraded photo." };
    private readonly Option<string[]> _references = new("--reference", "-r")
    {
        Description = "A good photo of the same person; may be given several times.",
        HelpName = "PHOTO",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> _aligned = new("--aligned")
    {
        Description = "Photo and references are face squares in FFHQ framing already, of any size; nothing is detected.",
    };
    private readonly Option<string> _turn = TurnOption.Create();
    private readonly Option<string> _realSize = RealSizeOption.Create();
    private readonly Option<int?> _face = new("--face")
    {
        Description = "Which face of the photo is meant, counted from the largest.",
        HelpName = "N",
    };
    private readonly Option<string> _box = new("--box")
    {
        Description = "Where the face is, in pixels of the photo, where it is not found.",
        HelpName = "x,y,w,h",
    };
    private readonly Option<bool> _evenIfSomebodyElse = new(RestoreRequest.EvenIfSomebodyElseOption)
    {
        Description = "Restores the face although it looks like somebody else than the references.",
    };
    private readonly Option<string> _engine = new("--engine") { Description = "The method." };
    private readonly Option<string> _preset = new("--preset")
    {
        Description = "Where the options begin; single options after it go first.",
    };
    private readonly Option<string> _output = new("--out", "-o")
    {
        Description = "Where the restored face goes: .png, .jpg or .webp. Default: the name of the photo with .restored.png.",
        HelpName = "FILE",
    };
    private readonly Option<string> _json = new("--json")
    {
        Description = "Where to write losses, times, memory, similarities and options.",
        HelpName = "FILE",
    };
    private readonly MarkOptions _marks = new();
    private readonly ServerOptions _server = new();
    private readonly CommandServices _services;
    private readonly EngineOptionFlags _flags;

    private RestoreCommand(CommandServices services)
    {
        _services = services;
        _flags = new EngineOptionFlags(services.Engines);
        var ids = services.Engines.Select(engine => engine.Descriptor.Id).ToList();
        _engine.HelpName = string.Join('|', ids);
        _engine.DefaultValueFactory = _ => ids[0];
        _preset.HelpName = string.Join(
            '|',
            services.Engines.SelectMany(engine => engine.Descriptor.Presets).Select(preset => preset.Name).Distinct()
        );
        _output.AcceptPicture();
        _face.Validate(text =>
            int.TryParse(text, out var number) && number >= 1 ? null : $"--face takes a whole number from 1, not “{text}”."
        );
        _box.Validate(text =>
            FaceBoxText.Parse(text) is not null ? null : $"--box takes x,y,w,h in pixels, for example 120,80,64,64, not “{text}”."
        );
    }

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services) => new RestoreCommand(services).Build();

    private Command Build()
    {
        var command = new Command(
            "restore",
            $"Restores the face of a photo with the help of good photos of the same person. {ExitCode.Help}"
        )
        {
            _photo,
            _references,
            _aligned,
            _turn,
            _realSize,
            _face,
            _box,
            _evenIfSomebodyElse,
            _engine,
            _preset,
            _output,
            _json,
        };
        foreach (var option in _marks.Options.Concat(_server.Options).Concat(_flags.Options))
        {
            command.Options.Add(option);
        }

        command.Validate(Contradiction);
        command.SetAction(RunAsync);
        return command;
    }

    private string? Contradiction(CommandResult result)
    {
        var isRemote = _server.IsGiven(result.GetResult);
        var ids = _services.Engines.Select(engine => engine.Descriptor.Id);
        return (result.GetValue(_aligned), result.GetValue(_engine)) switch
        {
            (true, _) when result.GetResult(_turn) is { Implicit: false } =>
                "--aligned says that the picture is the face already: leave --turn out.",
            (true, _) when result.GetResult(_face) is not null || result.GetResult(_box) is not null =>
                "--aligned says that the picture is the face already: leave --face and --box out.",
            _ when isRemote && _marks.Options.Any(option => result.GetResult(option) is not null) =>
                "Masks and degradations by file are for this machine: mark the face on the site instead.",
            (_, { } engine) when !isRemote && !ids.Contains(engine) => $"--engine takes one of {string.Join(", ", ids)}, not “{engine}”.",
            _ => null,
        };
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (_server.Read(parsed, _services) is { } access)
        {
            await new RemoteRunner(_services, access).RunAsync(ReadRemoteRequest(parsed), cancellationToken);
            return ExitCode.Success;
        }

        var device = GlobalOptions.ConfigureTorch(parsed);
        var request = ReadRequest(parsed);
        var models = _services.OpenModels(GlobalOptions.FindModels(parsed));
        using var ownedModels = models as IDisposable;
        new RestoreRunner(_services, models, device).Run(request, cancellationToken);
        return ExitCode.Success;
    }

    private RemoteRequest ReadRemoteRequest(ParseResult parsed) =>
        new()
        {
            Photo = parsed.GetValue(_photo)!,
            References = parsed.GetValue(_references) ?? [],
            IsAligned = parsed.GetValue(_aligned),
            Turn = TurnOption.Read(parsed, _turn),
            RealSize = RealSizeOption.Read(parsed, _realSize),
            Face = parsed.GetValue(_face),
            Box = FaceBoxText.Parse(parsed.GetValue(_box)),
            EvenIfSomebodyElse = parsed.GetValue(_evenIfSomebodyElse),
            Engine = parsed.GetResult(_engine) is { Implicit: false } ? parsed.GetValue(_engine) : null,
            Preset = parsed.GetValue(_preset),
            Options = _flags.ReadGiven(parsed),
            Output = OutputOf(parsed),
            Json = parsed.GetValue(_json),
        };

    private EngineOptions? FindPreset(ParseResult parsed, EngineDescriptor descriptor) =>
        parsed.GetValue(_preset) is not { } name
            ? null
            : descriptor.Presets.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Options
                ?? throw new InvalidOptionsException(
                    descriptor.Presets.Count == 0
                        ? $"{descriptor.DisplayName} has no presets: leave --preset out."
                        : $"--preset takes one of {string.Join(", ", descriptor.Presets.Select(preset => preset.Name))}, not “{name}”."
                );

    private string OutputOf(ParseResult parsed) =>
        parsed.GetValue(_output) ?? PictureFile.ResultOf(parsed.GetValue(_photo)!, ".restored.png");

    private RestoreRequest ReadRequest(ParseResult parsed)
    {
        var engine = _services.Engines.First(known => known.Descriptor.Id == parsed.GetValue(_engine));
        var photo = parsed.GetValue(_photo)!;
        var references = parsed.GetValue(_references) ?? [];
        return references.Length < engine.Descriptor.MinimumReferences
            ? throw new InvalidOptionsException($"{engine.Descriptor.DisplayName} needs a good photo of the person: add --reference PHOTO.")
            : new RestoreRequest
            {
                Photo = photo,
                References = references,
                IsAligned = parsed.GetValue(_aligned),
                Turn = TurnOption.Read(parsed, _turn),
                RealSize = RealSizeOption.Read(parsed, _realSize),
                Face = parsed.GetValue(_face),
                Box = FaceBoxText.Parse(parsed.GetValue(_box)),
                EvenIfSomebodyElse = parsed.GetValue(_evenIfSomebodyElse),
                Engine = engine,
                Options = _flags.Read(parsed, engine.Descriptor, FindPreset(parsed, engine.Descriptor)),
                Output = OutputOf(parsed),
                Json = parsed.GetValue(_json),
                Masks = _marks.Masks(parsed),
                Degradation = _marks.Degradation(parsed),
                ProposesScratches = _marks.ProposesScratches(parsed),
            };
    }
}

/// <summary>Reads a box from the command line.</summary>
internal static class FaceBoxText
{
    /// <summary>Reads <c>x,y,w,h</c> in pixels.</summary>
    /// <returns>Null where the text is none, or the box has no area.</returns>
    public static FaceBox? Parse(string? text)
    {
        var numbers = (text ?? string.Empty)
            .Split(',')
            .Select(part =>
                double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? number
                    : (double?)null
            )
            .ToArray();
        return numbers is [{ } x, { } y, { } width, { } height] && width > 0 && height > 0 ? new FaceBox(x, y, width, height) : null;
    }
}
