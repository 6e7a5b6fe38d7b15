using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
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
        var isReady = false;
        try
        {
            await using var app = AppHost.Build(args, configure);
            TorchLibraries.Load();

            // Before the host starts, so that what is wrong with the data is told in one sentence.
            await app.Services.GetRequiredService<DatabaseInitializer>().InitializeAsync();
            try
            {
                await app.StartAsync();
            }
            catch
            {
                // What began in the background before the addresses were opened ends before its services are taken from it.
                await app.StopAsync();
                throw;
            }

            isReady = true;
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
            await error.WriteLineAsync(
                $"{OneLine(exception.Message)} Stop what listens there, or choose another address: --urls http://127.0.0.1:5081"
            );
        }
        catch (Exception exception) when (StorageException.From(exception) is { } sentence)
        {
            await error.WriteLineAsync(sentence.Message);
        }
        catch (Exception exception) when (!isReady && WhyNotStarted(exception) is { } why)
        {
            await error.WriteLineAsync(why);
        }

        return CannotStart;
    }

    // What the framework finds when it reads its own settings or opens the addresses. Anything else is a mistake of the program,
    // which needs its stack.
    private static string? WhyNotStarted(Exception exception) =>
        exception switch
        {
            _ when Socket(exception) is { } socket => socket.SocketErrorCode switch
            {
                SocketError.AddressNotAvailable =>
                    "The site cannot listen at an address that this machine does not have: let Urls name one of its own, 127.0.0.1, "
                        + "localhost, or * for all.",
                SocketError.AccessDenied =>
                    "The site may not listen at this port: let Urls name a port from 1024, as in http://127.0.0.1:5080.",
                _ => $"The site cannot listen at its addresses: {OneLine(socket.Message)} Let Urls name others, as in "
                    + "http://127.0.0.1:5080.",
            },
            InvalidOperationException when exception.Message.Contains("HTTPS", StringComparison.OrdinalIgnoreCase) =>
                "The site has no certificate for https: name one in Kestrel:Certificates:Default:Path and :Password, or listen at "
                    + "http:// behind a proxy.",
            CryptographicException =>
                $"The certificate for https cannot be read: {OneLine(exception.Message)} Look at Kestrel:Certificates.",
            FormatException
            or InvalidDataException
            or InvalidOperationException
            or IOException
            or UnauthorizedAccessException
            or OptionsValidationException => $"The site cannot start with these settings: {OneLine(exception.GetBaseException().Message)}",
            _ => null,
        };

    private static SocketException? Socket(Exception? exception) =>
        exception is null or SocketException ? (SocketException?)exception : Socket(exception.InnerException);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ') + ".";
}
