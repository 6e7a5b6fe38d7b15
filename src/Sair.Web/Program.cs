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
