namespace Sair.Application.People;

/// <summary>Says why a photo has its place in an album.</summary>
internal static class AlbumWords
{
    private const double Frontal = 0.15;
    private const double Profile = 0.45;

    /// <summary>One sentence without a full stop.</summary>
    public static string Reason(AlbumFace face, double? distance, double? boundary, bool isOutlier)
    {
        if (isOutlier)
        {
            return $"looks like somebody else: {distance:0.00} away from the other photos, up to {boundary:0.00} counts as the same person";
        }

        var likeness = distance is { } known ? $"{known:0.00} from the other photos" : "nothing to compare with yet";
        return $"a face of {Size(face.Traits.Side)}, {Turn(face.Traits.Yaw)}, {likeness}";
    }

    /// <summary>How the face is turned, in words.</summary>
    public static string Turn(double? yaw) => Math.Abs(yaw ?? 0) switch
    {
        < Frontal => "facing the camera",
        < Profile => "turned a little",
        _ => "nearly in profile",
    };

    private static string Size(double side) => $"{side:0} px";
}
