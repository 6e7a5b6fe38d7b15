using Microsoft.AspNetCore.Identity;

namespace Sair.Web.Accounts;

/// <summary>Says what is wrong with a name or a password.</summary>
internal sealed class AccountSentences : IdentityErrorDescriber
{
    public override IdentityError DuplicateUserName(string userName) => Error(nameof(DuplicateUserName), "Somebody has this name already: choose another one.");

    public override IdentityError InvalidUserName(string? userName) => Error(nameof(InvalidUserName), "Give a name.");

    public override IdentityError PasswordMismatch() => Error(nameof(PasswordMismatch), "The current password is wrong.");

    public override IdentityError PasswordTooShort(int length) => Error(nameof(PasswordTooShort), $"A password has at least {length} characters.");

    public override IdentityError PasswordRequiresUniqueChars(int uniqueChars) => Error(nameof(PasswordRequiresUniqueChars), $"A password has at least {uniqueChars} different characters.");

    public override IdentityError ConcurrencyFailure() => Error(nameof(ConcurrencyFailure), "The password was changed elsewhere at the same moment: look which one works, and try again.");

    private static IdentityError Error(string code, string sentence) => new() { Code = code, Description = sentence };
}
