using System.Net;

namespace Sair.Engine.Tests.Weights.Fetching;

/// <summary>Serves one file on this machine, and misbehaves as told.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public FileServer(byte[] content)
    {
        Content = content;
        for (var port = 20_000 + Random(20_000); ; port = 20_000 + Random(20_000))
        {
            Address = new Uri($"http://127.0.0.1:{port}/");
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Address.ToString());
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                // Somebody else has the port.
                continue;
            }
        }

        _loop = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public byte[] Content { get; set; }

    public string Tag { get; set; } = "\"one\"";

    /// <summary>Bytes of a whole answer before the connection breaks off.</summary>
    public int? BreakAfter { get; set; }

    public HttpStatusCode? Refuses { get; set; }

    /// <summary>Where <c>/moved</c> leads; null leads to the file.</summary>
    public string? MovedTo { get; set; }

    /// <summary>Whether answers do not say how long they are.</summary>
    public bool HidesLength { get; set; }

    public List<string?> Ranges { get; } = [];

    public void Dispose()
    {
        _listener.Close();
        _loop.GetAwaiter().GetResult();
    }

    private static int Random(int below) => System.Security.Cryptography.RandomNumberGenerator.GetInt32(below);

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The client has gone, or the test has ended.
                continue;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var answer = context.Response;
        Ranges.Add(context.Request.Headers["Range"]);
        if (context.Request.Url!.AbsolutePath == "/moved")
        {
            answer.Redirect(MovedTo ?? new Uri(Address, "file").ToString());
            answer.Close();
            return;
        }

        if (Refuses is { } refusal)
        {
            answer.StatusCode = (int)refusal;
            answer.Close();
            return;
        }

        var start = 0;
        if (context.Request.Headers["Range"] is { } range && context.Request.Headers["If-Range"] == Tag)
        {
            start = int.Parse(range["bytes=".Length..^1]);
            if (start >= Content.Length)
            {
                answer.StatusCode = 416;
                answer.AddHeader("Content-Range", $"bytes */{Content.Length}");
                answer.Close();
                return;
            }

            answer.StatusCode = 206;
            answer.AddHeader("Content-Range", $"bytes {start}-{Content.Length - 1}/{Content.Length}");
        }

        answer.AddHeader("ETag", Tag);
        if (HidesLength)
        {
            answer.SendChunked = true;
        }
        else
        {
            answer.ContentLength64 = Content.Length - start;
        }

        if (BreakAfter is { } length)
        {
            answer.OutputStream.Write(Content, start, length);
            answer.OutputStream.Flush();
            answer.Abort();
            return;
        }

        answer.OutputStream.Write(Content, start, Content.Length - start);
        answer.Close();
    }
}
