using System.Globalization;

namespace Sair.Web.Edge;

/// <summary>
/// Why a request is refused: a status and one sentence that says what to do. <see cref="RefusalAnswers"/> turns it into a page or
/// into problem details.
/// </summary>
/// <param name="status">The status, 400–599.</param>
/// <param name="sentence">The sentence.</param>
/// <param name="wait">How long to wait before the next try; null where waiting does not help.</param>
internal sealed class Refusal(int status, string sentence, TimeSpan? wait = null) : IResult
{
    private static readonly object s_item = new();

    /// <summary>Gets what programs are told besides; null where that is nothing.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    /// <summary>Gets the sentence.</summary>
    public string Sentence { get; } = sentence;

    /// <summary>Finds what was said of this request already.</summary>
    public static Refusal? Find(HttpContext context) => context.Items.TryGetValue(s_item, out var refusal) ? (Refusal?)refusal : null;

    /// <summary>Refuses after too many tries.</summary>
    public static Refusal TooMany(string what, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new Refusal(
            StatusCodes.Status429TooManyRequests,
            $"{what}: wait {(seconds == 1 ? "a second" : $"{seconds} seconds")}, then try again.",
            TimeSpan.FromSeconds(seconds)
        );
    }

    /// <summary>Refuses the request; what is mapped behind this must not go on.</summary>
    public void Set(HttpContext context)
    {
        context.Items[s_item] = this;
        context.Response.StatusCode = status;
        if (wait is { } pause)
        {
            context.Response.Headers.RetryAfter = ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        Set(httpContext);
        return Task.CompletedTask;
    }
}
