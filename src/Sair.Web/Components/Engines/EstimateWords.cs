namespace Sair.Web.Components.Engines;

/// <summary>Says how long something will take before it begins.</summary>
public static class EstimateWords
{
    /// <param name="each">How long one photo takes; null where nothing is known.</param>
    /// <param name="photos">How many photos there are.</param>
    /// <param name="waiting">How many restorations run or wait before.</param>
    public static string Sentence(TimeSpan? each, int photos, int waiting)
    {
        var queue = waiting == 0 ? "" : $" {Words.Count(waiting, "restoration comes", "restorations come")} before.";
        return each is not { } time ? $"The first restoration with this engine tells how long it takes here.{queue}"
            : photos > 1 ? $"Takes {Words.About(time * photos)} for {photos} photos.{queue}"
            : $"Takes {Words.About(time)}.{queue}";
    }
}
