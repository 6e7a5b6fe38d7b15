using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Sair.Browser.Tests.Hosting;

/// <summary>Somebody who talks to the site without a browser, with cookies.</summary>
internal sealed partial class Client : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Somebody new.</summary>
    /// <param name="address">The site, or a proxy before it with a certificate of its own making.</param>
    /// <param name="apiKey">A key, for a program.</param>
    /// <param name="from">The network address that a <see cref="ReverseProxy"/> takes this client to have.</param>
    public Client(string address, string? apiKey = null, string? from = null)
    {
        _http = new HttpClient(
            new HttpClientHandler
            {
                AllowAutoRedirect = false,
                CookieContainer = Cookies,
                ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
            }
        )
        {
            BaseAddress = new Uri(address),
        };
        if (from is not null)
        {
            _http.DefaultRequestHeaders.Add(ReverseProxy.AddressHeader, from);
        }

        if (apiKey is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }
    }

    public AuthenticationHeaderValue? Authorization => _http.DefaultRequestHeaders.Authorization;

    public CookieContainer Cookies { get; } = new();

    /// <summary>Somebody who stole the cookies of this client.</summary>
    public Client Copy()
    {
        var thief = new Client(_http.BaseAddress!.ToString());
        thief.Cookies.Add(Cookies.GetAllCookies());
        return thief;
    }

    public async Task<HttpResponseMessage> GetAsync(string path, bool asPage = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(asPage ? "text/html" : "*/*");
        return await _http.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var answer = await GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>Sends something as a script of a page does.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Where to.</param>
    /// <param name="content">The body.</param>
    /// <param name="token">The antiforgery token of the page.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Add("RequestVerificationToken", token);
        }

        return await _http.SendAsync(request);
    }

    /// <summary>Sends a form of a page with the page's antiforgery token.</summary>
    public Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields) =>
        SubmitAsync(page, action, asPage: false, fields);

    /// <summary>Sends a form as a browser does where it wants a page as the answer.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, bool asPage, params (string Name, string Value)[] fields)
    {
        using var answer = await GetAsync(page, asPage: true);
        var token = Token().Match(await answer.Content.ReadAsStringAsync()).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            fields.Append((Name: "__RequestVerificationToken", Value: token)).Select(field => KeyValuePair.Create(field.Name, field.Value))
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = form };
        request.Headers.Accept.ParseAdd(asPage ? "text/html" : "*/*");
        return await _http.SendAsync(request);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
