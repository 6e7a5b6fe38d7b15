using Sair.Torch.Modules;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    public static partial class nn
    {
        /// <summary>x Wᵀ + b.</summary>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true) => new(inputSize, outputSize, hasBias);

        /// <summary>2-d convolution with zero padding.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long groups = 1, bool bias = true) =>
            new(in_channels, out_channels, kernel_size, stride, padding, groups, bias);

        /// <summary>Normalisation over groups of channels.</summary>
        public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-5) => new(num_groups, num_channels, eps);

        /// <summary>Normalisation over the last dimension.</summary>
        public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-5) => new(normalized_shape, eps);

        /// <summary>A table of vectors by number.</summary>
        public static Embedding Embedding(long num_embeddings, long embedding_dims) => new(num_embeddings, embedding_dims);

        /// <summary>Sub-modules by number.</summary>
        public static ModuleList<T> ModuleList<T>(params T[] modules)
            where T : Module => new(modules);

        /// <summary>Operations on sets of parameters.</summary>
        public static class utils
        {
            private const int LargestList = 128;

            /// <summary>Scales gradients in place so that their joint Euclidean norm is at most <paramref name="max_norm"/>.</summary>
            /// <returns>The norm before scaling.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> parameters, double max_norm)
            {
                ArgumentNullException.ThrowIfNull(parameters);
                using var scope = NewDisposeScope();
                using var ungraded = no_grad();
                var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToList();
                if (gradients.Count == 0)
                {
                    return 0;
                }

                // An operator takes a bounded number of tensors.
                var norms = gradients.Chunk(LargestList).Select(part => stack(part.Select(gradient => gradient.norm())).norm()).ToList();
                var norm = (norms.Count == 1 ? norms[0] : stack(norms).norm()).ToDouble();
                if (norm > max_norm)
                {
                    foreach (var gradient in gradients)
                    {
                        gradient.mul_(max_norm / (norm + 1e-6));
                    }
                }

                return norm;
            }
        }
    }
}
