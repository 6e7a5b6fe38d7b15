namespace Sair.Web.Components.Uploads;

/// <summary>One file on its way to the server, as the browser tells it.</summary>
/// <param name="Key">Names the upload for ever.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Percent">How much of it was sent, 0–100.</param>
/// <param name="Id">The stored photo; null until it is there.</param>
/// <param name="Error">Why it was not taken, one sentence; null unless it was refused.</param>
public sealed record Upload(string Key, string Name, int Percent, Guid? Id, string? Error)
{
    public bool IsBeingRead => Percent >= 100 && Error is null;
}
