using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Web.Accounts;
using static Sair.Web.Endpoints.Api.ApiAnswers;

namespace Sair.Web.Endpoints.Api;

/// <summary>What a user's data take on the disk.</summary>
public sealed record ApiStorage(long Bytes);

/// <summary>Storage and deletion of a user's data for programs.</summary>
internal static class ApiAccount
{
    private const string Confirmation = "delete";

    public static async Task<IResult> StorageAsync(CurrentOwner owner, UserData data, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ApiStorage(await data.MeasureAsync(owner.Id, cancellationToken)));

    public static async Task<IResult> DeleteAsync(
        string? confirm,
        CurrentOwner owner,
        HistoryQueries history,
        RequestControl control,
        UserData data,
        CancellationToken cancellationToken
    )
    {
        if (confirm != Confirmation)
        {
            return Refused($"This deletes everything of yours for good, this key too: say confirm={Confirmation}.");
        }

        foreach (var entry in await history.ListOpenAsync(owner.Id, cancellationToken))
        {
            await control.CancelAsync(owner.Id, entry.RequestId, cancellationToken);
        }

        return TypedResults.Ok(await data.DeleteAsync(owner.Id, cancellationToken));
    }
}
