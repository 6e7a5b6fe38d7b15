using Sair.Engine;

namespace Sair.Cli.Restoring;

/// <summary>Checks, before anything is computed, where results go.</summary>
internal static class OutputFiles
{
    /// <summary>Checks that picture and record can be written and overwrite no photo.</summary>
    /// <param name="picture">Where the picture goes.</param>
    /// <param name="record">Where the record goes; null for none.</param>
    /// <param name="photos">What is read.</param>
    /// <exception cref="InvalidOptionsException">A place does not do; the message says why.</exception>
    public static void Require(string picture, string? record, IEnumerable<string> photos)
    {
        PictureFile.RequireWritable(picture);
        if (record is not null)
        {
            PictureFile.RequireFolder(record);
        }

        var read = photos.Select(Path.GetFullPath).ToHashSet();
        foreach (var written in new[] { picture, record }.OfType<string>().Where(path => read.Contains(Path.GetFullPath(path))))
        {
            throw new InvalidOptionsException($"{written} is one of the photos and would be overwritten: choose another name.");
        }
    }
}
