using System.Globalization;
using Sair.Application.Restorations;

namespace Sair.Web.Components.Restoring;

/// <summary>Keeps a draft in the page's address, so that a reload or a restart of the server loses nothing.</summary>
public static class DraftAddress
{
    /// <summary>The address of the restore page with the given draft.</summary>
    public static string Of(RestoreDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var parts = new List<string>();
        if (draft.Target is { } target)
        {
            parts.Add($"photo={Entry(target)}");
        }

        if (draft.PersonId is { } personId)
        {
            parts.Add($"person={personId:N}");
        }

        if (draft.ChosenLead is { } lead)
        {
            parts.Add($"lead={lead.Photo.Id:N}");
        }

        parts.AddRange(draft.References.Select(reference => $"reference={Entry(reference)}"));
        return parts.Count == 0 ? "/" : $"/?{string.Join('&', parts)}";
    }

    /// <summary>Reads one entry: the photo's id, followed by the id of the face if the user chose one.</summary>
    public static (Guid PhotoId, Guid? FaceId)? Parse(string? entry)
    {
        var ids = (entry ?? "").Split('.');
        if (!Guid.TryParseExact(ids[0], "N", out var photoId))
        {
            return null;
        }

        return ids.Length > 1 && Guid.TryParseExact(ids[1], "N", out var faceId) ? (photoId, faceId) : (photoId, null);
    }

    /// <summary>Writes one entry.</summary>
    public static string Entry(ChosenPhoto chosen)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        return chosen is { ChosenByUser: true, FaceId: { } faceId }
            ? string.Create(CultureInfo.InvariantCulture, $"{chosen.Photo.Id:N}.{faceId:N}")
            : chosen.Photo.Id.ToString("N");
    }
}
