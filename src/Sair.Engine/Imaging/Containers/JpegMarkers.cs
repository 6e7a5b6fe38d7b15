using System.Buffers.Binary;

namespace Sair.Engine.Imaging.Containers;

/// <summary>Walks over the segments of a JPEG without decoding them (ITU-T T.81, annex B).</summary>
internal static class JpegMarkers
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte Comment = 0xFE;
    private const int MostComments = 16;

    /// <summary>Gets another ending for a file without one: pixels of which the data is missing come out differently.</summary>
    public static byte[] OtherTail { get; } = [.. Enumerable.Repeat((byte)0xAA, 256), 0xFF, EndOfImage];

    /// <summary>Counts the passes in which the picture is stored, and looks for its end behind the last one.</summary>
    public static ContainerNotes Read(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        var at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF)
        {
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker != StartOfScan)
            {
                continue;
            }

            scans++;
            at = EndOfScan(file, at);
            if (at + 1 < file.Length && file[at + 1] == EndOfImage)
            {
                return new ContainerNotes { Scans = scans };
            }
        }

        return new ContainerNotes { Scans = scans, Tail = [0xFF, EndOfImage] };
    }

    /// <summary>Reads the comments before the pixels, at most 16.</summary>
    public static IReadOnlyList<byte[]> ReadComments(ReadOnlySpan<byte> file)
    {
        var comments = new List<byte[]>();
        var at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != StartOfScan && comments.Count < MostComments)
        {
            if (file[at + 1] == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (file[at + 1] == Comment && length > 2 && at + 2 + length <= file.Length)
            {
                comments.Add(file.Slice(at + 4, length - 2).ToArray());
            }

            at += 2 + length;
        }

        return comments;
    }

    // Inside a scan, 0xFF is followed by 0, by a restart marker or by more of its kind.
    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length)
        {
            var next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length)
            {
                return file.Length;
            }

            at += next;
            if (file[at + 1] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }

            at += file[at + 1] == 0xFF ? 1 : 2;
        }

        return file.Length;
    }
}
