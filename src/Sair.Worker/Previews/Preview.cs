namespace Sair.Worker.Previews;

/// <summary>A picture of a run as it is sent to viewers.</summary>
/// <param name="Index">The iteration that the picture shows.</param>
/// <param name="Jpeg">The encoded face square.</param>
/// <param name="ETag">Quoted entity tag; equal pictures have equal tags.</param>
public sealed record Preview(int Index, byte[] Jpeg, string ETag);
