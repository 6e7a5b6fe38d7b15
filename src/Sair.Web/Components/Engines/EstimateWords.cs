namespace Sair.Web.Components.Engines;

/// <summary>Says how long something will take before it begins.</summary>
public static class EstimateWords
{
    /// <param name="each">How long one photo takes; null where nothing is known.</param>
    /// <param name="photos">How many photos there are.</param>
    /// <param name="waiting">How many restorations run or wait before.</param>
    /// <param name="learning">What is done once for all photos before the first one.</param>
    public static string Sentence(TimeSpan? each, int photos, int waiting, TimeSpan learning = default)
    {
        var queue = waiting == 0 ? "" : $" {Words.Count(waiting, "restoration comes", "restorations come")} before.";
        if (each is not { } time)
        {
            return $"The first restoration with this engine tells how long it takes here.{queue}";
        }

        var many = photos > 1 ? $" for {photos} photos" : "";
        var once = learning == TimeSpan.Zero ? "" : $", {Words.About(learning)} of it to learn the person, once for these good photos";
        return $"Takes {Words.About((time * photos) + learning)}{many}{once}.{queue}";
    }
}
