using Sair.Web.Edge;

namespace Sair.Web.Endpoints.Api;

/// <summary>Answers that many calls give.</summary>
internal static class ApiAnswers
{
    /// <summary>Nothing to say, or no such thing of the caller's.</summary>
    public static IResult Done(bool done) => done ? TypedResults.NoContent() : TypedResults.NotFound();

    /// <summary>One sentence that says what to do.</summary>
    public static IResult Refused(string sentence, int status = StatusCodes.Status422UnprocessableEntity) => new Refusal(status, sentence);
}
