using Microsoft.AspNetCore.Connections;
using Sair.Web;
using Sair.Web.Settings;

try
{
    await using var app = AppHost.Build(args);
    await app.StartAsync();
    foreach (var address in app.Urls)
    {
        Console.WriteLine($"Sair is ready: open {address} in a browser, Ctrl+C ends it.");
    }

    await app.WaitForShutdownAsync();
    return 0;
}
catch (SettingsException exception)
{
    foreach (var mistake in exception.Mistakes)
    {
        Console.Error.WriteLine(mistake);
    }

    return 1;
}
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    Console.Error.WriteLine($"{exception.Message} Stop what listens there, or choose another address: --urls http://127.0.0.1:5081");
    return 1;
}
