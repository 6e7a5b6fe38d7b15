using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Degradations;

namespace Sair.Cli.Restoring;

/// <summary>The option that says what a photo really holds, where it was enlarged before.</summary>
internal static class RealSizeOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string> Create()
    {
        var option = new Option<string>("--real-size", "--photo-side")
        {
            Description = "What to do with a photo that was enlarged before. auto takes the photo as it is stored and says where it looks enlarged; use works on the real size that it seems to have; keep takes it as it is stored; or the pixels across a face square that it really holds.",
            HelpName = "auto|use|keep|PX",
            DefaultValueFactory = _ => RealSizeChoice.AutomaticWord,
        };
        option.Refuse(text => RealSizeChoice.TryParse(text, out _)
            ? null
            : $"{option.Name} takes {RealSizeChoice.AutomaticWord}, {RealSizeChoice.UseWord}, {RealSizeChoice.KeepWord} or {KnownDegradation.SmallestSide} to {KnownDegradation.LargestSide} pixels across the face square, not “{text}”.");
        return option;
    }

    /// <summary>Reads the option.</summary>
    public static RealSizeChoice Read(ParseResult parsed, Option<string> option) => RealSizeChoice.TryParse(parsed.GetValue(option), out var choice) ? choice : RealSizeChoice.Automatic;
}
