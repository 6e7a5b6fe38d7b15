using System.CommandLine;
using System.Globalization;
using Sair.Cli.CommandLine;
using Sair.Cli.Restoring;
using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Faces;

namespace Sair.Cli.Commands;

/// <summary><c>sair restore PHOTO --reference R…</c>.</summary>
internal static class RestoreCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var photo = new Argument<string>("PHOTO") { Description = "The degraded photo." };
        var references = new Option<string[]>("--reference", "-r")
        {
            Description = "A good photo of the same person; may be given several times.",
            HelpName = "PHOTO",
            Arity = ArgumentArity.OneOrMore,
        };
        var aligned = new Option<bool>("--aligned") { Description = "Photo and references are face squares in FFHQ framing already, of any size; nothing is detected." };
        var face = new Option<int?>("--face") { Description = "Which face of the photo is meant, counted from the largest.", HelpName = "N" };
        face.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 1))
            {
                result.AddError($"--face takes a whole number from 1, not “{result.Tokens[0].Value}”.");
            }
        });
        var box = new Option<string>("--box") { Description = "Where the face is, in pixels of the photo, where it is not found.", HelpName = "x,y,w,h" };
        box.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && ParseBox(result.Tokens[0].Value) is null)
            {
                result.AddError($"--box takes x,y,w,h in pixels, for example 120,80,64,64, not “{result.Tokens[0].Value}”.");
            }
        });
        var engine = new Option<string>("--engine")
        {
            Description = "The method.",
            HelpName = string.Join('|', services.Engines.Select(known => known.Descriptor.Id)),
            DefaultValueFactory = _ => services.Engines[0].Descriptor.Id,
        };
        engine.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && services.Engines.All(known => known.Descriptor.Id != result.Tokens[0].Value))
            {
                result.AddError($"--engine takes one of {string.Join(", ", services.Engines.Select(known => known.Descriptor.Id))}, not “{result.Tokens[0].Value}”.");
            }
        });
        var output = new Option<string>("--out", "-o") { Description = "Where the restored face goes: .png, .jpg or .webp. Default: PHOTO.restored.png.", HelpName = "FILE" };
        var json = new Option<string>("--json") { Description = "Where to write losses, times, memory, similarities and options.", HelpName = "FILE" };
        var flags = new EngineOptionFlags(services.Engines);
        var command = new Command("restore", "Restores the face of a photo with the help of good photos of the same person.")
        {
            photo, references, aligned, face, box, engine, output, json,
        };
        foreach (var option in flags.Options)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(aligned) && (result.GetResult(face) is not null || result.GetResult(box) is not null))
            {
                result.AddError("--aligned says that the picture is the face already: leave --face and --box out.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var device = GlobalOptions.ConfigureTorch(parsed);
            var chosen = Find(services.Engines, parsed.GetValue(engine)!);
            var path = parsed.GetValue(photo)!;
            var request = new RestoreRequest
            {
                Photo = path,
                References = parsed.GetValue(references) ?? [],
                IsAligned = parsed.GetValue(aligned),
                Face = parsed.GetValue(face),
                Box = ParseBox(parsed.GetValue(box)),
                Engine = chosen,
                Options = flags.Read(parsed, chosen.Descriptor),
                Output = parsed.GetValue(output) ?? Path.ChangeExtension(path, ".restored.png"),
                Json = parsed.GetValue(json),
            };
            RequireReferences(request);
            var models = services.OpenModels(GlobalOptions.FindModels(parsed));
            using var ownedModels = models as IDisposable;
            new RestoreRunner(services, models, device).Run(request, cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static IRestorationEngine Find(IReadOnlyList<IRestorationEngine> engines, string id) =>
        engines.First(engine => engine.Descriptor.Id == id);

    private static void RequireReferences(RestoreRequest request)
    {
        var descriptor = request.Engine.Descriptor;
        if (request.References.Count < descriptor.MinimumReferences)
        {
            throw new InvalidOptionsException($"{descriptor.DisplayName} needs a good photo of the person: add --reference PHOTO.");
        }
    }

    private static FaceBox? ParseBox(string? text)
    {
        var numbers = (text ?? string.Empty).Split(',')
            .Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : (double?)null)
            .ToArray();
        return numbers is [{ } x, { } y, { } width, { } height] && width > 0 && height > 0 ? new FaceBox(x, y, width, height) : null;
    }
}
