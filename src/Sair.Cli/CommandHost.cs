using System.CommandLine;
using System.CommandLine.Parsing;
using Sair.CommandLine;
using Sair.Engine;

namespace Sair.Cli;

/// <summary>Runs one command line and turns failures into one sentence and an exit code.</summary>
internal static class CommandHost
{
    /// <summary>Runs a command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandServices services, CancellationToken cancellationToken)
    {
        var parsed = KnownCommands.CreateRoot(services).Parse(arguments.Count == 0 ? ["--help"] : arguments);
        // A mistyped option would else be taken for the name of a photo.
        var mistyped = parsed.Tokens.FirstOrDefault(token =>
            token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal)
        );
        if ((mistyped?.Value ?? (parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null)) is { } unknown)
        {
            return FailUsage(services, parsed, $"“{unknown}” is no command or option here.");
        }

        if (parsed.Errors.Count > 0)
        {
            return FailUsage(services, parsed, parsed.Errors[0].Message);
        }

        var configuration = new InvocationConfiguration
        {
            Output = services.Output,
            Error = services.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(services, "Cancelled.", ExitCode.Cancelled);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            return Fail(services, Describe(failure), ExitCode.Failure);
        }
    }

    /// <summary>Tells whether a failure comes from what the user gave or has, not from a mistake of the program.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is SairException or IOException or InvalidDataException or UnauthorizedAccessException or TorchUnavailableException
        || IsOutOfMemory(failure);

    /// <summary>Says in one sentence what happened.</summary>
    public static string Describe(Exception failure) =>
        IsOutOfMemory(failure) ? "There was not enough memory: close other programs or choose a smaller size." : failure.Message;

    private static bool IsOutOfMemory(Exception failure) =>
        failure is OutOfMemoryException || TorchException.From(failure) is OutOfDeviceMemoryException;

    private static int FailUsage(CommandServices services, ParseResult parsed, string sentence) =>
        Fail(services, $"{sentence} Try: {PathOf(parsed)} --help", ExitCode.Usage);

    private static int Fail(CommandServices services, string sentence, int code)
    {
        services.Error.WriteLine($"sair: {sentence}");
        return code;
    }

    private static string PathOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Insert(0, result.Command is RootCommand ? "sair" : result.Command.Name);
        }

        return string.Join(' ', names);
    }
}
