namespace Sair.Data.Accounts;

/// <summary>What was deleted of a user.</summary>
/// <param name="People">Albums.</param>
/// <param name="PersonalModels">What engines had learned of people.</param>
/// <param name="Photos">Photos.</param>
/// <param name="Faces">Faces with their descriptors.</param>
/// <param name="Restorations">Requests with their results.</param>
/// <param name="Galleries">Galleries with their links and votes.</param>
/// <param name="ApiKeys">Keys of programs.</param>
/// <param name="Files">Files of the data directory.</param>
public sealed record DeletionReceipt(int People, int PersonalModels, int Photos, int Faces, int Restorations, int Galleries, int ApiKeys, int Files);
