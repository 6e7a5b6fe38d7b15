namespace Sair.Cli.CommandLine;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Everything went well.</summary>
    public const int Success = 0;

    /// <summary>The work failed, or a check did not pass; one sentence on the error stream says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Cancelled by Ctrl-C: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
