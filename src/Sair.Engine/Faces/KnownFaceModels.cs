namespace Sair.Engine.Faces;

/// <summary>Ids of the face networks in the model catalog.</summary>
public static class KnownFaceModels
{
    /// <summary>SSD MobileNet v1 face detector.</summary>
    public const string Detector = "face-detector";

    /// <summary>68 landmarks.</summary>
    public const string Landmarks = "face-landmarks";

    /// <summary>Seven expressions.</summary>
    public const string Expressions = "face-expressions";

    /// <summary>128-d recogniser.</summary>
    public const string Recogniser = "face-recogniser";

    /// <summary>Mean descriptor and mean rectangles of aligned training faces.</summary>
    public const string Statistics = "face-statistics";

    /// <summary>Network file names of the npm package by catalog id.</summary>
    public static IReadOnlyDictionary<string, string> PackageNames { get; } = new Dictionary<string, string>
    {
        [Detector] = "ssd_mobilenetv1_model",
        [Landmarks] = "face_landmark_68_model",
        [Expressions] = "face_expression_model",
        [Recogniser] = "face_recognition_model",
    };
}
