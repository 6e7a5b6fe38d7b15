using Sair.Engine.Faces;

namespace Sair.Evaluation.Photos;

/// <summary>What a search found of the faces of composed photos.</summary>
public sealed class FaceSearchReport
{
    private readonly List<(PastedFace Face, bool IsFound)> _faces = [];
    private int _photos;

    /// <summary>Gets how many boxes lie on no face.</summary>
    public int FalseFaces { get; private set; }

    /// <summary>Gets how many photos were searched.</summary>
    public int Photos => _photos;

    /// <summary>Counts a photo; a face is found where the centre of a box of a fitting size lies near its own.</summary>
    public void Add(ComposedPhoto photo, IReadOnlyList<FaceBox> boxes)
    {
        ArgumentNullException.ThrowIfNull(photo);
        _photos++;
        _faces.AddRange(photo.Faces.Select(face => (face, boxes.Any(box => Fits(face, box)))));
        FalseFaces += boxes.Count(box => !photo.Faces.Any(face => Fits(face, box)));
    }

    /// <summary>Gets the share of faces found among those that a condition takes, and how many these are.</summary>
    public (double Recall, int Count) Recall(Func<PastedFace, bool> isMeant)
    {
        var meant = _faces.Where(entry => isMeant(entry.Face)).ToList();
        return (meant.Count == 0 ? double.NaN : meant.Average(entry => entry.IsFound ? 1.0 : 0.0), meant.Count);
    }

    private static bool Fits(PastedFace face, FaceBox box)
    {
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        var size = Math.Sqrt(box.Width * box.Height) / face.FaceSide;
        return Math.Abs(x - face.X) < 0.35 * face.Side && Math.Abs(y - face.Y) < 0.35 * face.Side && size is > 0.45 and < 2.2;
    }
}
