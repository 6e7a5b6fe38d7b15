using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Sair.Data;
using Sair.Engine.Tensors;
using Sair.Web.Settings;

namespace Sair.Web;

/// <summary>Runs the site from its start to its end, and says by its exit code how it ended.</summary>
public static class Site
{
    /// <summary>Somebody asked the site to end.</summary>
    public const int EndedAsAsked = 0;

    /// <summary>The site could not start; one sentence said why.</summary>
    public const int CannotStart = 1;

    /// <summary>The site ended by itself, so that whoever supervises it has to start it again.</summary>
    public const int EndedByItself = 3;

    /// <summary>Builds the site, serves until it is asked to end, and says on the console what users need to know.</summary>
    /// <param name="args">Command line arguments, which override appsettings.json.</param>
    /// <param name="output">Hears the addresses.</param>
    /// <param name="error">Hears why the site cannot start.</param>
    /// <param name="configure">Changes services before the host is built.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, Action<IServiceCollection>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        var isAsked = false;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => isAsked = true);
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => isAsked = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => isAsked = true);
        try
        {
            await using var app = AppHost.Build(args, configure);
            TorchLibraries.Load();

            // Before the host starts, so that what is wrong with the data is told in one sentence.
            await app.Services.GetRequiredService<DatabaseInitializer>().InitializeAsync();
            await app.StartAsync();
            foreach (var address in app.Urls)
            {
                await output.WriteLineAsync($"Sair is ready: open {address} in a browser, Ctrl+C ends it.");
            }

            await app.WaitForShutdownAsync();
            return isAsked ? EndedAsAsked : EndedByItself;
        }
        catch (SettingsException exception)
        {
            foreach (var mistake in exception.Mistakes)
            {
                await error.WriteLineAsync(mistake);
            }
        }
        catch (TorchUnavailableException exception)
        {
            await error.WriteLineAsync(exception.Message);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await error.WriteLineAsync($"{exception.Message} Stop what listens there, or choose another address: --urls http://127.0.0.1:5081");
        }
        catch (Exception exception) when (StorageException.From(exception) is { } sentence)
        {
            await error.WriteLineAsync(sentence.Message);
        }

        return CannotStart;
    }
}
