using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sair.Browser.Tests.Hosting;

/// <summary>Keeps what the site logs.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, LogLevel Level, string Line)> _lines = [];

    /// <summary>Gets the lines of at least a level whose category begins with one of the prefixes.</summary>
    public IReadOnlyList<string> Lines(LogLevel least, params string[] prefixes) =>
        [.. _lines.Where(line => line.Level >= least && prefixes.Any(prefix => line.Category.StartsWith(prefix, StringComparison.Ordinal))).Select(line => $"{line.Category}: {line.Line}")];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Logger(LogRecorder owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner._lines.Enqueue((category, logLevel, formatter(state, exception)));
    }
}
