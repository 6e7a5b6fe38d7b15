namespace Sair.Engine.Faces;

/// <summary>Lets the faces of a photo say how far the photo has to be turned; only faces that were read well have a voice.</summary>
/// <remarks>
/// Measured on the first photo of each of 161 people (250 px, news photos), as they are and lying on each other side: none of the upright
/// ones was proposed to be turned; of the 483 that lay, 478 got the right turn, 5 none, and none a wrong one. Of 89 photos that were
/// tilted by up to 45° besides, one, tilted by 44°, was proposed to be turned.
/// </remarks>
internal sealed class TurnVote
{
    // A face that stands upright in the photo keeps it as it is against up to this many that lie: a child in bed beside its mother is no turned photo.
    private const double Majority = 4;
    private const double LargestSpread = 0.03;

    // Heads are tilted by up to half a right angle in photos that are upright; from here on it is the photo that lies.
    private const double LargestTilt = 60;
    private const double LeastScore = 0.5;

    private readonly double[] _voices = new double[4];

    /// <summary>Counts the voices of faces.</summary>
    /// <param name="faces">Faces of the photo as it lies.</param>
    public TurnVote(IReadOnlyList<DetectedFace> faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        foreach (var face in faces)
        {
            Add(face.Quad.Tilt(), face.Score, face.LandmarkSpread ?? double.PositiveInfinity);
        }
    }

    /// <summary>Gets the turn that the faces agree on, 0, 90, 180 or 270 degrees; null where no face has a voice.</summary>
    public int? Winner
    {
        get
        {
            var most = Array.IndexOf(_voices, _voices.Max());
            return _voices[most] == 0 ? null : _voices.Index().All(other => other.Index == most || other.Item * Majority <= _voices[most]) ? most * 90 : 0;
        }
    }

    /// <summary>Adds the voice of a face.</summary>
    /// <param name="tilt">How far it is turned clockwise against the photo as it lies, in degrees.</param>
    /// <param name="score">The detector's score.</param>
    /// <param name="spread">How far its landmarks lie apart, in sides of its box.</param>
    public void Add(double tilt, double score, double spread)
    {
        if (score < LeastScore || spread > LargestSpread)
        {
            return;
        }

        // A face that is turned clockwise by 90° stands upright once the photo is turned by another 270°.
        var angle = Math.IEEERemainder(tilt, 360);
        var turn = Math.Abs(angle) < LargestTilt ? 0 : ((int)Math.Round(-angle / 90) + 4) % 4;
        _voices[turn]++;
    }
}
