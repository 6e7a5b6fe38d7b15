namespace Sair.Web.Hubs;

/// <summary>What viewers without a circuit are told.</summary>
public interface IPreviewClient
{
    /// <summary>Something about the run changed; a new picture lies at <c>/previews/{request}/{previewIndex}</c>.</summary>
    Task Announced(RunMessage message);
}
