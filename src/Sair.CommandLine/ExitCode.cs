namespace Sair.CommandLine;

/// <summary>What the program tells the shell.</summary>
public static class ExitCode
{
    /// <summary>Everything went well: of a folder, every photo with something to restore has its result.</summary>
    public const int Success = 0;

    /// <summary>
    /// The work failed or was refused, of a folder that of one photo or more, or a check did not pass; a sentence says why.
    /// </summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>There was nothing to restore: no photo, no face, or nobody who is known.</summary>
    public const int Nothing = 3;

    /// <summary>Cancelled by Ctrl-C: 128 + SIGINT.</summary>
    public const int Cancelled = 130;

    /// <summary>What the help of commands for photos says of these numbers.</summary>
    public const string Help =
        "Ends with 0 where all is done, 1 where something failed or was refused, 2 where the command line is wrong, "
        + "3 where there was nothing to restore, 130 after Ctrl-C.";
}
