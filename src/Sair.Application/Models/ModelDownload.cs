using Sair.Engine.Weights.Fetching;

namespace Sair.Application.Models;

/// <summary>Where a download stands.</summary>
/// <param name="Progress">How far it is; null before the first bytes.</param>
/// <param name="IsRunning">Whether it goes on at the moment.</param>
/// <param name="Mistake">Why it stopped; null where the user stopped it or it runs.</param>
public sealed record ModelDownload(FetchProgress? Progress, bool IsRunning, string? Mistake);
