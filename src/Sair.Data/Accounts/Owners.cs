namespace Sair.Data.Accounts;

/// <summary>Whom photos, people and requests belong to.</summary>
public static class Owners
{
    /// <summary>The owner of everything where nobody signs in: the one user of this machine.</summary>
    public static readonly Guid Local = new("6a1f0c52-5d0e-4c8e-9c1b-3f6f6f0b7a01");
}
