namespace Sair.Web.Accounts;

/// <summary>Whether the site has one user, who need not sign in.</summary>
/// <param name="IsSingleUser">Whether everything belongs to whoever sits at this machine.</param>
public sealed record SignInMode(bool IsSingleUser);
