namespace Sair.Engine.Weights.Files;

/// <summary>The containers of weights that <see cref="WeightsFile"/> reads.</summary>
public enum WeightsFormat
{
    /// <summary>The safetensors container.</summary>
    Safetensors,

    /// <summary>A PyTorch archive (<c>torch.save</c> since version 1.6).</summary>
    TorchArchive,

    /// <summary>A PyTorch file of the older, plain pickle form.</summary>
    TorchPickle,

    /// <summary>A network pickle of stylegan2-ada-pytorch and its successors.</summary>
    NetworkPickle,

    /// <summary>One NumPy array (<c>.npy</c>).</summary>
    NumpyArray,

    /// <summary>An archive of NumPy arrays (<c>.npz</c>).</summary>
    NumpyArchive,

    /// <summary>A TensorFlow.js weights manifest with its data files beside it.</summary>
    TensorFlowManifest,

    /// <summary>The initialisers of an ONNX model.</summary>
    Onnx,
}
