namespace Sair.Engine.Weights.Checkpoints;

/// <summary>How the parameters of one kind of network are found in a checkpoint, renamed and checked.</summary>
internal sealed record Architecture
{
    // Where a checkpoint holds a network twice, the averaged one is meant; the training copy comes last.
    private static readonly string[] s_preference = ["g_ema.", "G_ema.", "params_ema.", "ema.", "netG.", "state_dict.", ""];

    /// <summary>Gets the id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name for messages.</summary>
    public required string Title { get; init; }

    /// <summary>Gets names that every checkpoint of this kind has.</summary>
    public required IReadOnlyList<string> Markers { get; init; }

    /// <summary>Gets names that no checkpoint of this kind has, so that a network inside another one is not taken for itself.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>Gets names beside the network, at the top of the file, that belong to it too.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>Gets the map to this program's names; new tensors belong to the current scope.</summary>
    public Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, Tensor>> Convert { get; init; } = parameters => parameters;

    /// <summary>Gets what the file's own settings say about the network, under this program's names.</summary>
    public Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> Metadata { get; init; } = _ => new Dictionary<string, string>();

    /// <summary>Gets what builds the network once and describes it.</summary>
    public required Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, string>, string> Check { get; init; }

    /// <summary>Finds what stands before the names of the network, or null where there is none.</summary>
    public string? FindPrefix(IReadOnlyCollection<string> names)
    {
        var all = names as IReadOnlySet<string> ?? names.ToHashSet(StringComparer.Ordinal);
        return all
            .Where(name => name == Markers[0] || name.EndsWith("." + Markers[0], StringComparison.Ordinal))
            .Select(name => name[..^Markers[0].Length])
            .Where(prefix => Markers.All(marker => all.Contains(prefix + marker)) && !Absent.Any(absent => all.Contains(prefix + absent)))
            .OrderBy(prefix => (uint)Array.FindIndex(s_preference, preferred => preferred.Length == 0 ? prefix.Length == 0 : prefix.StartsWith(preferred, StringComparison.Ordinal)))
            .ThenBy(prefix => prefix, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>Lists the names that belong to the network.</summary>
    public IEnumerable<string> Names(IReadOnlyCollection<string> names, string prefix) =>
        names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) || Beside.Contains(name));

    /// <summary>Gives a name without what stands before it.</summary>
    public string ShortName(string name, string prefix) => Beside.Contains(name) ? name : name[prefix.Length..];
}
