namespace Sair.Engine.Networks;

/// <summary>Sizes of a <see cref="ReferenceRestorer"/>.</summary>
public sealed record ReferenceRestorerConfiguration
{
    /// <summary>Gets the side S of the pictures in pixels, a multiple of 16.</summary>
    public int Size { get; init; } = 256;

    /// <summary>Gets the channels of the encoders at S/2, S/4 and S/8.</summary>
    public IReadOnlyList<int> Encoder { get; init; } = [24, 48, 96];

    /// <summary>Gets the channels at S/16, where every place sees the whole face.</summary>
    public int Context { get; init; } = 128;

    /// <summary>Gets the channels of the decoder at S/2, S/4 and S/8.</summary>
    public IReadOnlyList<int> Decoder { get; init; } = [40, 64, 96];

    /// <summary>Gets the length of the keys by which places are matched.</summary>
    public int Matching { get; init; } = 48;
}

/// <summary>What a <see cref="ReferenceRestorer"/> keeps of good photos of a person: computed once for an album.</summary>
/// <param name="Pictures">[N, K, 3, S, S], RGB, −1–1.</param>
/// <param name="Fine">[N·K, C₀, S/2, S/2].</param>
/// <param name="Middle">[N·K, C₁, S/4, S/4].</param>
/// <param name="Keys">[N·K, M, S²/64], of length 1 over M.</param>
/// <param name="Values">[N·K, C₂, S²/64].</param>
public sealed record ReferenceFeatures(Tensor Pictures, Tensor Fine, Tensor Middle, Tensor Keys, Tensor Values);

/// <summary>
/// Restores a degraded face in one pass, with the detail of good photos of the same person where they agree, or without any.
/// </summary>
/// <remarks>
/// <para>An encoder of the photo and one of the references meet at S/8: every place of the photo is matched with all places of every
/// reference (attention, as in InstantRestore, arXiv 2412.06753, with features of the references that can be kept, as in ReF-LDM,
/// arXiv 2412.05043). The mean of the matched positions is a flow; it is refined at S/4, and brings the references' finer features and
/// their pixels to the photo's places. Weights over the references and over <em>none of them</em> add up to one, so that a place that
/// no reference agrees with takes nothing. The result is the photo plus a correction.</para>
/// <para>Written for this program; no published code was followed.</para>
/// </remarks>
public sealed class ReferenceRestorer : Network
{
    private const int Patch = 2;
    private const int ContextHeads = 4;
    private const int RefinementChannels = 32;

    // A refined position moves by no more than this, in units of half the picture's side.
    private const double RefinementReach = 0.08;
    private const double Absent = -1e4;

    private readonly ReferenceRestorerConfiguration _configuration;

    [ComponentName(Name = "photo_encoder")]
    private readonly FaceEncoder _photoEncoder;

    [ComponentName(Name = "reference_encoder")]
    private readonly FaceEncoder _referenceEncoder;

    [ComponentName(Name = "context")]
    private readonly ContextBlock _context;

    [ComponentName(Name = "query")]
    private readonly Conv2d _query;

    [ComponentName(Name = "key")]
    private readonly Conv2d _key;

    [ComponentName(Name = "value")]
    private readonly Conv2d _value;

    [ComponentName(Name = "places")]
    private readonly Parameter _places;

    [ComponentName(Name = "sharpness")]
    private readonly Parameter _sharpness;

    [ComponentName(Name = "none")]
    private readonly Parameter _none;

    [ComponentName(Name = "refine0")]
    private readonly Conv2d _refine0;

    [ComponentName(Name = "refine2")]
    private readonly Conv2d _refine2;

    [ComponentName(Name = "coarse")]
    private readonly DecoderLevel _coarse;

    [ComponentName(Name = "middle")]
    private readonly DecoderLevel _middle;

    [ComponentName(Name = "fine")]
    private readonly DecoderLevel _fine;

    [ComponentName(Name = "output")]
    private readonly Conv2d _output;

    /// <summary>
    /// Initializes a new instance of the <see cref="ReferenceRestorer"/> class with random weights that return the photo as it is.
    /// </summary>
    public ReferenceRestorer(ReferenceRestorerConfiguration configuration)
        : base(nameof(ReferenceRestorer))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _configuration = configuration;
        var (encoder, decoder) = (configuration.Encoder, configuration.Decoder);
        const int pixels = 3 * Patch * Patch;
        _photoEncoder = new FaceEncoder(encoder);
        _referenceEncoder = new FaceEncoder(encoder);
        _context = new ContextBlock(encoder[2], configuration.Context);
        _query = nn.Conv2d(encoder[2], configuration.Matching, 1);
        _key = nn.Conv2d(encoder[2], configuration.Matching, 1);
        _value = nn.Conv2d(encoder[2], encoder[2], 1);
        _places = new Parameter(randn([1, configuration.Matching, CoarseSide, CoarseSide]) * 0.3);
        _sharpness = new Parameter(full([1], 2.0));
        _none = new Parameter(zeros([1]));
        _refine0 = nn.Conv2d(decoder[1] + encoder[1], RefinementChannels, 1);
        _refine2 = nn.Conv2d(RefinementChannels, 3, 3, padding: 1);
        _coarse = new DecoderLevel((2 * encoder[2]) + 1, decoder[2]);
        _middle = new DecoderLevel(decoder[2] + encoder[1], decoder[1], encoder[1] + 1);
        _fine = new DecoderLevel(decoder[1] + encoder[0] + pixels, decoder[0], encoder[0] + pixels + 1);
        _output = nn.Conv2d(decoder[0], pixels, 3, padding: 1);
        using (no_grad())
        {
            foreach (var parameter in (Parameter[])[_refine2.weight, _refine2.bias!, _output.weight, _output.bias!])
            {
                parameter.zero_();
            }
        }

        RegisterComponents();
    }

    /// <summary>Gets the sizes.</summary>
    public ReferenceRestorerConfiguration Configuration => _configuration;

    private int CoarseSide => _configuration.Size / 8;

    /// <summary>Computes what is kept of references.</summary>
    /// <param name="references">[N, K, 3, S, S], RGB, −1–1.</param>
    public ReferenceFeatures Describe(Tensor references)
    {
        ArgumentNullException.ThrowIfNull(references);
        var maps = _referenceEncoder.Encode(references.flatten(0, 1));
        var keys = nn.functional.normalize((_key.forward(maps.Coarse) + _places).flatten(2));
        return new ReferenceFeatures(references, maps.Fine, maps.Middle, keys, _value.forward(maps.Coarse).flatten(2));
    }

    /// <summary>Restores.</summary>
    /// <param name="photo">The degraded face enlarged to S, [N, 3, S, S], RGB, −1–1.</param>
    /// <param name="references">What <see cref="Describe"/> gave; null restores without a person.</param>
    /// <param name="present">[N, K]: 1 where a reference counts, 0 where it is left out; null counts all.</param>
    /// <returns>Picture and the share that references had in it.</returns>
    public ReferenceRestoration Restore(Tensor photo, ReferenceFeatures? references = null, Tensor? present = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var count = photo.shape[0];
        var maps = _photoEncoder.Encode(photo);
        var coarse = _context.forward(maps.Coarse);
        var match = references is null ? null : Match(coarse, references, present);
        var seen = match is null ? zeros_like(coarse) : match.Bring(references!.Values, count, coarse.shape);
        var share = match?.Share(count, CoarseSide) ?? zeros([count, 1, CoarseSide, CoarseSide], device: photo.device);
        var x = _coarse.Decode(_coarse.Enter(cat([coarse, seen, share], 1)), null);

        x = _middle.Enter(cat([Double(x), maps.Middle], 1));
        if (match is null)
        {
            x = _middle.Decode(x, null);
            x = _fine.Enter(cat([Double(x), maps.Fine, nn.functional.pixel_unshuffle(photo, Patch)], 1));
            return new ReferenceRestoration(
                photo + Correction(_fine.Decode(x, null)),
                zeros([count, 1, 4 * CoarseSide, 4 * CoarseSide], device: photo.device)
            );
        }

        var refined = Refine(x, match, references!, count, present);
        x = _middle.Decode(x, refined.Carry(references!.Middle, count, 2 * CoarseSide));
        x = _fine.Enter(cat([Double(x), maps.Fine, nn.functional.pixel_unshuffle(photo, Patch)], 1));
        var pictures = nn.functional.pixel_unshuffle(refined.Warp(references.Pictures.flatten(0, 1), _configuration.Size), Patch);
        var brought = refined.Mix(cat([refined.Warp(references.Fine, 4 * CoarseSide), pictures], 1), count, 4 * CoarseSide);
        return new ReferenceRestoration(photo + Correction(_fine.Decode(x, brought)), brought.narrow(1, brought.shape[1] - 1, 1));
    }

    private static Tensor Double(Tensor x) =>
        nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);

    private static Tensor Activate(Tensor x) => nn.functional.leaky_relu(x, 0.2);

    private static Tensor Resize(Tensor x, int side) =>
        x.shape[^1] == side ? x : nn.functional.interpolate(x, size: [side, side], mode: InterpolationMode.Bilinear, align_corners: false);

    // x, y of pixel centres in −1–1: [1, 2, side, side]
    private static Tensor Places(int side, Device device)
    {
        var line = ((arange(side, dtype: float32, device: device) + 0.5) * (2.0 / side)) - 1;
        return stack([line.reshape(1, side).expand(side, side), line.reshape(side, 1).expand(side, side)]).unsqueeze(0);
    }

    private Tensor Correction(Tensor x) => nn.functional.pixel_shuffle(_output.forward(Activate(x)), Patch);

    private PlaceMatch Match(Tensor coarse, ReferenceFeatures references, Tensor? present)
    {
        var (count, kept, side) = (coarse.shape[0], references.Pictures.shape[1], CoarseSide);
        var queries = nn.functional.normalize((_query.forward(coarse) + _places).flatten(2)); // [N, M, P]
        var repeated = queries.unsqueeze(1).expand(count, kept, queries.shape[1], queries.shape[2]).flatten(0, 1);
        var alike = repeated.transpose(1, 2).bmm(references.Keys) * (_sharpness.exp() * 4); // [N·K, P, Q]
        var attention = alike.softmax(2);
        var places = Places(side, coarse.device);
        var positions = attention.bmm(places.flatten(2).transpose(1, 2).expand(count * kept, side * side, 2)); // [N·K, P, 2]
        var flow = positions.transpose(1, 2).reshape(count * kept, 2, side, side) - places;
        var logits = alike.amax([2]).reshape(count, kept, side, side);
        return new PlaceMatch(attention, flow, logits, Weigh(logits, present));
    }

    // [N, K, H, W] → weights of the references, which leave room for none of them.
    private Tensor Weigh(Tensor logits, Tensor? present)
    {
        var heard = present is null ? logits : logits + ((1 - present).reshape(present.shape[0], present.shape[1], 1, 1) * Absent);
        var none = _none.reshape(1, 1, 1, 1).expand(logits.shape[0], 1, logits.shape[2], logits.shape[3]);
        return cat([heard, none], 1).softmax(1).narrow(1, 0, logits.shape[1]);
    }

    private PlaceMatch Refine(Tensor entered, PlaceMatch match, ReferenceFeatures references, long count, Tensor? present)
    {
        var side = 2 * CoarseSide;
        var kept = references.Pictures.shape[1];
        var repeated = entered.unsqueeze(1).expand(count, kept, entered.shape[1], side, side).flatten(0, 1);
        var found = _refine2.forward(Activate(_refine0.forward(cat([repeated, match.Warp(references.Middle, side)], 1)))); // [N·K, 3, H, W]
        var flow = Resize(match.Flow, side) + (found.narrow(1, 0, 2).tanh() * RefinementReach);
        var logits = Resize(match.Logits, side) + found.narrow(1, 2, 1).reshape(count, kept, side, side);
        return new PlaceMatch(match.Attention, flow, logits, Weigh(logits, present));
    }

    // Attention [N·K, P, Q], flow [N·K, 2, H, W] in units of half the side, logits and weights [N, K, H, W].
    private sealed record PlaceMatch(Tensor Attention, Tensor Flow, Tensor Logits, Tensor Weights)
    {
        public Tensor Bring(Tensor values, long count, long[] shape)
        {
            var seen = values.bmm(Attention.transpose(1, 2)).reshape(count, -1, shape[1], shape[2], shape[3]);
            return (seen * Weights.unsqueeze(2)).sum(1);
        }

        public Tensor Share(long count, int side) => Resize(Weights, side).sum(1).reshape(count, 1, side, side);

        public Tensor Carry(Tensor features, long count, int side) => Mix(Warp(features, side), count, side);

        // [N·K, C, H, W] → [N, C + 1, H, W], the last of which is the references' share.
        public Tensor Mix(Tensor warped, long count, int side)
        {
            var weights = Resize(Weights, side);
            var mixed = (warped.reshape(count, -1, warped.shape[1], side, side) * weights.unsqueeze(2)).sum(1);
            return cat([mixed, weights.sum(1).reshape(count, 1, side, side)], 1);
        }

        public Tensor Warp(Tensor features, int side)
        {
            var grid = (Resize(Flow, side) + Places(side, Flow.device)).permute(0, 2, 3, 1);
            return nn.functional.grid_sample(features, grid, padding_mode: GridSamplePaddingMode.Border, align_corners: false);
        }
    }

    private sealed record FaceMaps(Tensor Fine, Tensor Middle, Tensor Coarse);

    // Two convolutions on activated maps, plus the input.
    private sealed class PlainBlock : Network<Tensor, Tensor>
    {
        [ComponentName(Name = "conv1")]
        private readonly Conv2d _conv1;

        [ComponentName(Name = "conv2")]
        private readonly Conv2d _conv2;

        public PlainBlock(int channels)
            : base(nameof(PlainBlock))
        {
            _conv1 = nn.Conv2d(channels, channels, 3, padding: 1);
            _conv2 = nn.Conv2d(channels, channels, 3, padding: 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input + _conv2.forward(Activate(_conv1.forward(Activate(input))));
    }

    private sealed class FaceEncoder : Network
    {
        [ComponentName(Name = "enter")]
        private readonly Conv2d _enter;

        [ComponentName(Name = "block0")]
        private readonly PlainBlock _block0;

        [ComponentName(Name = "halve1")]
        private readonly Conv2d _halve1;

        [ComponentName(Name = "block1")]
        private readonly PlainBlock _block1;

        [ComponentName(Name = "halve2")]
        private readonly Conv2d _halve2;

        [ComponentName(Name = "block2")]
        private readonly PlainBlock _block2;

        public FaceEncoder(IReadOnlyList<int> channels)
            : base(nameof(FaceEncoder))
        {
            _enter = nn.Conv2d(3 * Patch * Patch, channels[0], 3, padding: 1);
            _block0 = new PlainBlock(channels[0]);
            _halve1 = nn.Conv2d(channels[0], channels[1], 3, stride: 2, padding: 1);
            _block1 = new PlainBlock(channels[1]);
            _halve2 = nn.Conv2d(channels[1], channels[2], 3, stride: 2, padding: 1);
            _block2 = new PlainBlock(channels[2]);
            RegisterComponents();
        }

        public FaceMaps Encode(Tensor pictures)
        {
            var fine = _block0.forward(_enter.forward(nn.functional.pixel_unshuffle(pictures, Patch)));
            var middle = _block1.forward(_halve1.forward(Activate(fine)));
            return new FaceMaps(fine, middle, _block2.forward(_halve2.forward(Activate(middle))));
        }
    }

    // Half the side: every place attends to all others.
    private sealed class ContextBlock : Network<Tensor, Tensor>
    {
        [ComponentName(Name = "halve")]
        private readonly Conv2d _halve;

        [ComponentName(Name = "block0")]
        private readonly PlainBlock _block0;

        [ComponentName(Name = "attention")]
        private readonly Conv2d _attention;

        [ComponentName(Name = "mix")]
        private readonly Conv2d _mix;

        [ComponentName(Name = "block1")]
        private readonly PlainBlock _block1;

        [ComponentName(Name = "leave")]
        private readonly Conv2d _leave;

        public ContextBlock(int channels, int width)
            : base(nameof(ContextBlock))
        {
            _halve = nn.Conv2d(channels, width, 3, stride: 2, padding: 1);
            _block0 = new PlainBlock(width);
            _attention = nn.Conv2d(width, 3 * width, 1);
            _mix = nn.Conv2d(width, width, 1);
            _block1 = new PlainBlock(width);
            _leave = nn.Conv2d(width, channels, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = _block0.forward(_halve.forward(Activate(input)));
            var parts = _attention.forward(x).chunk(3, 1);
            x = _block1.forward(x + _mix.forward(MapAttention.Attend(parts[0], parts[1], parts[2], ContextHeads)));
            return input + Double(_leave.forward(Activate(x)));
        }
    }

    // Enters by 1×1, adds what references bring, two blocks.
    private sealed class DecoderLevel : Network
    {
        [ComponentName(Name = "enter")]
        private readonly Conv2d _enter;

        [ComponentName(Name = "bring")]
        private readonly Conv2d? _bring;

        [ComponentName(Name = "block0")]
        private readonly PlainBlock _block0;

        [ComponentName(Name = "block1")]
        private readonly PlainBlock _block1;

        public DecoderLevel(int inputs, int outputs, int brought = 0)
            : base(nameof(DecoderLevel))
        {
            _enter = nn.Conv2d(inputs, outputs, 1);
            _block0 = new PlainBlock(outputs);
            _block1 = new PlainBlock(outputs);
            if (brought > 0)
            {
                _bring = nn.Conv2d(brought, outputs, 1, bias: false);
            }

            RegisterComponents();
        }

        public Tensor Enter(Tensor input) => _enter.forward(Activate(input));

        public Tensor Decode(Tensor entered, Tensor? brought) =>
            _block1.forward(_block0.forward(brought is null ? entered : entered + _bring!.forward(brought)));
    }
}

/// <summary>What a <see cref="ReferenceRestorer"/> made.</summary>
/// <param name="Picture">[N, 3, S, S], RGB, about −1–1.</param>
/// <param name="Share">[N, 1, S/2, S/2], 0–1: how much the references were heard at each place.</param>
public sealed record ReferenceRestoration(Tensor Picture, Tensor Share);
