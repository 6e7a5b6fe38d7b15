using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Sair.Cli.Restoring;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Cli.Remote;

/// <summary>Talks to a site through its programming interface; every failure becomes one sentence.</summary>
internal sealed class ServerClient : IDisposable
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(15);

    // Face detection of a large photo waits for a running restoration's iteration.
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromMinutes(10);

    // The field of a request that says that a doubtful face is meant.
    private const string EvenIfSomebodyElse = "evenIfSomebodyElse";

    private readonly Uri _address;
    private readonly HttpClient _http;

    /// <summary>Prepares the client; nothing is asked yet.</summary>
    public ServerClient(ServerAccess access)
    {
        _address = access.Address;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = s_connectTimeout, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(access.Address, "api/v1/"),
            Timeout = s_requestTimeout,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access.Key);
    }

    /// <summary>Asks something small, so that a wrong address or key shows before photos are sent.</summary>
    /// <exception cref="ServerException">The site is not there or refuses the key.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, "engines", null, cancellationToken);
    }

    /// <summary>Sends a photo.</summary>
    /// <param name="path">The name of its file.</param>
    /// <param name="content">What the file holds.</param>
    /// <param name="isAligned">Whether it is a face square itself, so that nothing is to be found.</param>
    /// <param name="turn">How far it is turned clockwise in degrees; null leaves it to its faces.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <exception cref="ServerException">The site refuses it.</exception>
    public async Task<RemotePhoto> UploadAsync(string path, byte[] content, bool isAligned, int? turn, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "photo", Path.GetFileName(path) } };
        return await ReadAsync<RemotePhoto>(
            HttpMethod.Post,
            isAligned ? "photos?aligned=true" : $"photos?turn={turn?.ToString(CultureInfo.InvariantCulture) ?? ImageTurn.Automatic}",
            form,
            cancellationToken
        );
    }

    /// <summary>Marks a face where none was found.</summary>
    /// <exception cref="ServerException">The box lies outside the photo or is too small.</exception>
    public async Task<RemoteFace> PlaceAsync(Guid photo, FaceBox box, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(box);
        return await ReadAsync<RemoteFace>(HttpMethod.Post, $"photos/{photo}/faces", content, cancellationToken);
    }

    /// <summary>Lets the site choose faces and the order of good photos.</summary>
    /// <param name="photo">The photo to restore.</param>
    /// <param name="face">The face of it that is meant; null to choose one.</param>
    /// <param name="goodPhotos">Good photos of the person.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ServerException">A photo is gone, or the site does not answer.</exception>
    public async Task<RemoteChoice> ChooseAsync(Guid photo, Guid? face, IReadOnlyList<Guid> goodPhotos, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(new { FaceId = face, GoodPhotoIds = goodPhotos });
        return await ReadAsync<RemoteChoice>(HttpMethod.Post, $"photos/{photo}/choice", content, cancellationToken);
    }

    /// <summary>Puts a restoration into the site's queue.</summary>
    /// <exception cref="ServerException">An option is none, or a face cannot be used.</exception>
    public async Task<Guid> StartAsync(
        Guid face,
        IReadOnlyList<Guid> references,
        RemoteRequest request,
        CancellationToken cancellationToken
    )
    {
        using var content = JsonContent.Create(
            new
            {
                FaceId = face,
                ReferenceFaceIds = references,
                request.Engine,
                request.Preset,
                request.Options,
                request.EvenIfSomebodyElse,
                RealSize = request.RealSize == RealSizeChoice.Automatic ? null : request.RealSize.Word,
            }
        );
        return (await ReadAsync<RemoteCreated>(HttpMethod.Post, "restorations", content, cancellationToken)).Id;
    }

    /// <summary>Asks where a restoration stands.</summary>
    /// <exception cref="ServerException">It is gone, or the site does not answer.</exception>
    public Task<RemoteRestoration> FindAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync<RemoteRestoration>(HttpMethod.Get, $"restorations/{id}", null, cancellationToken);

    /// <summary>Asks for everything that went into a result.</summary>
    /// <exception cref="ServerException">It is gone, or the site does not answer.</exception>
    public Task<RemoteRecord> ReadRecordAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync<RemoteRecord>(HttpMethod.Get, $"restorations/{id}/record", null, cancellationToken);

    /// <summary>Cancels a restoration.</summary>
    /// <exception cref="ServerException">It has ended meanwhile, or the site does not answer.</exception>
    public async Task CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"restorations/{id}/cancel", null, cancellationToken);
    }

    /// <summary>Fetches the result.</summary>
    /// <param name="id">The restoration.</param>
    /// <param name="format"><c>png</c>, <c>jpeg</c> or <c>webp</c>.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <exception cref="ServerException">There is none, or the site does not answer.</exception>
    public async Task<byte[]> DownloadAsync(Guid id, string format, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"restorations/{id}/result?format={format}", null, cancellationToken);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> ReadAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, path, content, cancellationToken);
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw UnknownServer(null);
        }
        catch (JsonException failure)
        {
            throw UnknownServer(failure);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw Unreachable(failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(failure);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await RefusalAsync(answer, cancellationToken);
        }
    }

    private async Task<ServerException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new ServerException(
                "The site refused the key: it is mistyped or was revoked; make a new one on the account page."
            ),
            HttpStatusCode.RequestEntityTooLarge => new ServerException("The photo is larger than the site takes: save it smaller."),
            _ when await ProblemAsync(answer, cancellationToken) is { } sentence => new ServerException(sentence),
            HttpStatusCode.NotFound
                when answer.RequestMessage!.RequestUri!.AbsolutePath.Contains("/restorations/", StringComparison.Ordinal) =>
                new ServerException("The restoration was deleted on the site: start it again."),
            HttpStatusCode.NotFound => UnknownServer(null),
            var status => new ServerException($"The site at {_address} answered {(int)status} {answer.ReasonPhrase}: look into its log.")
            {
                IsTransient = (int)status >= 500,
            },
        };

    private static async Task<string?> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await answer.Content.ReadFromJsonAsync<RemoteProblem>(cancellationToken)) switch
            {
                { ConfirmBy: EvenIfSomebodyElse, Reason: { } reason } =>
                    $"{reason} Where it is meant, add {RestoreRequest.EvenIfSomebodyElseOption}.",
                var problem => problem?.Detail,
            }
            : null;

    private ServerException Unreachable(Exception failure) =>
        new($"The site at {_address} does not answer: check the address, and that it runs there.", failure) { IsTransient = true };

    private ServerException UnknownServer(Exception? failure) =>
        new($"What answers at {_address} is no Sair that this program knows: check the address.", failure);
}

/// <summary>The id of what the site made.</summary>
internal sealed record RemoteCreated(Guid Id);

/// <summary>A face that the site found; the real size is there where the photo looks enlarged.</summary>
internal sealed record RemoteFace(Guid Id, RemoteRealSize? RealSize = null);

/// <summary>What a site says of a photo that looks enlarged.</summary>
/// <param name="Certainty">How sure it is.</param>
/// <param name="Factor">How many times it was enlarged.</param>
/// <param name="LowestFactor">The factor is larger in nine of ten such photos.</param>
/// <param name="HighestFactor">The factor is smaller in nine of ten such photos.</param>
/// <param name="StoredSide">Side of the face square in pixels of the photo.</param>
internal sealed record RemoteRealSize(
    EnlargementCertainty Certainty,
    double Factor,
    double LowestFactor,
    double HighestFactor,
    int StoredSide
)
{
    /// <summary>Describes it as of a photo on this machine.</summary>
    /// <param name="choice">What was asked for.</param>
    /// <param name="path">The photo.</param>
    /// <returns>One sentence; null where nothing is to be said.</returns>
    public string? Describe(RealSizeChoice choice, string path) => Decide(choice).Describe(path, StoredSide);

    /// <summary>Writes what was decided, for the record of a run.</summary>
    /// <param name="choice">What was asked for.</param>
    /// <param name="used">Side in pixels that the site worked on; null for the stored one.</param>
    public RealSizeRecord ToRecord(RealSizeChoice choice, int? used) => Decide(choice).ToRecord(StoredSide, used);

    private RealSizeDecision Decide(RealSizeChoice choice) => new(choice, new RealSize(Certainty, Factor, LowestFactor, HighestFactor, 1));
}

/// <summary>A photo on the site with its faces, largest first.</summary>
internal sealed record RemotePhoto(Guid Id, IReadOnlyList<RemoteFace> Faces, int Turn = 0, int? ProposedTurn = null);

/// <summary>What the site chose: the face to restore, and the face of each good photo, the best photo first.</summary>
internal sealed record RemoteChoice(RemoteChosenFace Face, IReadOnlyList<RemoteChosenFace> GoodPhotos);

/// <summary>A face that the site chose.</summary>
/// <param name="PhotoId">The photo.</param>
/// <param name="FaceId">The face of it.</param>
/// <param name="Number">1-based number of the face, largest first.</param>
/// <param name="Faces">How many faces the photo shows.</param>
/// <param name="Distance">Distance to the person's other faces; null where the face was not chosen by it.</param>
/// <param name="Reason">Why a good photo has its place; null of the face to restore.</param>
internal sealed record RemoteChosenFace(Guid PhotoId, Guid FaceId, int Number, int Faces, double? Distance, string? Reason)
{
    /// <summary>Gets the choice as this program makes it.</summary>
    public ChosenFace Choice => new(Number - 1, Distance);
}

/// <summary>Where a restoration on the site stands.</summary>
internal sealed record RemoteRestoration
{
    /// <summary>Gets the state's name.</summary>
    public required string Status { get; init; }

    /// <summary>Gets the engine's id.</summary>
    public required string Engine { get; init; }

    /// <summary>Gets the number of finished iterations.</summary>
    public int Iteration { get; init; }

    /// <summary>Gets the number of all iterations; 0 before the first one.</summary>
    public int Iterations { get; init; }

    /// <summary>Gets how many others run before this one.</summary>
    public int WaitingBefore { get; init; }

    /// <summary>Gets why the run failed.</summary>
    public string? Failure { get; init; }

    /// <summary>Gets the similarity of the degraded face to the references, −1–1.</summary>
    public double? IdentityBefore { get; init; }

    /// <summary>Gets the similarity of the result to the references, −1–1.</summary>
    public double? IdentityAfter { get; init; }

    /// <summary>Gets how like the person the result is and how good the picture, in a sentence.</summary>
    public string? Summary { get; init; }

    /// <summary>Gets how far the result can be trusted.</summary>
    public string? Verdict { get; init; }
}

/// <summary>Why the site refused.</summary>
/// <param name="Detail">One sentence.</param>
/// <param name="ConfirmBy">The field of the request by which the doubt is answered; null where there is none.</param>
/// <param name="Reason">The doubt.</param>
internal sealed record RemoteProblem(string? Detail, string? ConfirmBy = null, string? Reason = null);

/// <summary>The site could not do what was asked; the message says what to do.</summary>
internal sealed class ServerException(string message, Exception? inner = null) : SairException(message, inner)
{
    /// <summary>Gets a value indicating whether asking again may help.</summary>
    public bool IsTransient { get; init; }
}
