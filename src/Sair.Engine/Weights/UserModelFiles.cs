using Sair.Engine.Weights.Checkpoints;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Weights;

/// <summary>Turns a file of the user into files that this program opens: safetensors under the names of its own networks.</summary>
internal static class UserModelFiles
{
    /// <summary>Writes what the file holds under temporary names; the caller moves it to its place.</summary>
    /// <param name="file">The file; stays as it is.</param>
    /// <param name="folder">Where to write.</param>
    /// <returns>One file for each network; its title is null where the network is not known.</returns>
    /// <exception cref="WeightsFormatException">The file is malformed or holds nothing that this program can use.</exception>
    public static IReadOnlyList<(string Architecture, string? Title, string Path)> Convert(string file, string folder)
    {
        try
        {
            using var content = WeightsFile.Read(file, names => names.Count > 1 ? [] : names);
            if (content.Format is not (WeightsFormat.Safetensors or WeightsFormat.NumpyArray or WeightsFormat.NumpyArchive))
            {
                return ConvertCheckpoint(file, folder);
            }
        }
        catch (InvalidDataException failure)
        {
            throw new WeightsFormatException(file, failure.Message, failure);
        }

        // Plain tensors are taken as they are: the engine that asks for them knows what they mean.
        using var plain = WeightsFile.Read(file);
        return [("tensors", null, Write(folder, plain.Tensors, plain.Metadata))];
    }

    private static List<(string Architecture, string? Title, string Path)> ConvertCheckpoint(string file, string folder)
    {
        using var checkpoint = Checkpoint.Read(file);
        return [.. checkpoint.Parts.Select(part => (part.Architecture, (string?)part.Title, Write(folder, part.Parameters, part.Metadata)))];
    }

    private static string Write(string folder, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():n}.new");
        SafetensorsFile.Write(path, tensors, metadata);
        return path;
    }
}
