using Sair.Torch.Modules;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A network or a part of one: parameters, buffers and sub-modules by name.</summary>
        public abstract class Module : IDisposable
        {
            private readonly Dictionary<string, Parameter> _parameters = [];
            private readonly Dictionary<string, Tensor> _buffers = [];
            private readonly Dictionary<string, Module> _children = [];
            private readonly string _name;

            /// <summary>Initializes a new instance of the <see cref="Module"/> class.</summary>
            protected Module(string name) => _name = name;

            /// <summary>Gets a value indicating whether the module is in training mode.</summary>
            public bool training { get; private set; } = true;

            /// <summary>Gets the name that the module was given.</summary>
            public string GetName() => _name;

            /// <summary>Switches training behaviour, here and in all sub-modules.</summary>
            public void train(bool on = true)
            {
                training = on;
                foreach (var child in _children.Values)
                {
                    child.train(on);
                }
            }

            /// <summary>Switches to evaluation behaviour, here and in all sub-modules.</summary>
            public void eval() => train(false);

            /// <summary>Adds a parameter; the module frees it.</summary>
            public void register_parameter(string name, Parameter param) => _parameters.Add(name, param);

            /// <summary>Adds a tensor that is saved but not learned; the module frees it.</summary>
            public void register_buffer(string name, Tensor tensor)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                _buffers.Add(name, tensor.DetachFromDisposeScope());
            }

            /// <summary>Adds a sub-module; the module frees it.</summary>
            public void register_module(string name, Module submodule) => _children.Add(name, submodule);

            /// <summary>Lists all parameters with their dotted names.</summary>
            public IEnumerable<(string name, Parameter parameter)> named_parameters()
            {
                foreach (var (name, parameter) in _parameters)
                {
                    yield return (name, parameter);
                }

                foreach (var (childName, child) in _children)
                {
                    foreach (var (name, parameter) in child.named_parameters())
                    {
                        yield return ($"{childName}.{name}", parameter);
                    }
                }
            }

            /// <summary>Lists all buffers with their dotted names.</summary>
            public IEnumerable<(string name, Tensor buffer)> named_buffers()
            {
                foreach (var (name, buffer) in _buffers)
                {
                    yield return (name, buffer);
                }

                foreach (var (childName, child) in _children)
                {
                    foreach (var (name, buffer) in child.named_buffers())
                    {
                        yield return ($"{childName}.{name}", buffer);
                    }
                }
            }

            /// <summary>Lists all parameters.</summary>
            public IEnumerable<Parameter> parameters() => named_parameters().Select(entry => entry.parameter);

            /// <summary>Lists parameters and buffers with their dotted names; the tensors stay owned by the module.</summary>
            public Dictionary<string, Tensor> state_dict()
            {
                var state = new Dictionary<string, Tensor>();
                foreach (var (name, parameter) in named_parameters())
                {
                    state.Add(name, parameter);
                }

                foreach (var (name, buffer) in named_buffers())
                {
                    state.Add(name, buffer);
                }

                return state;
            }

            /// <summary>Overwrites parameters and buffers, converting types.</summary>
            /// <param name="source">Tensors by dotted name; stay owned by the caller.</param>
            /// <param name="strict">Throws on missing or unexpected names.</param>
            /// <returns>Missing and unexpected names.</returns>
            /// <exception cref="InvalidOperationException">A shape differs, or names differ and <paramref name="strict"/> is set.</exception>
            public (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true)
            {
                ArgumentNullException.ThrowIfNull(source);
                var state = state_dict();
                var missing = state.Keys.Where(name => !source.ContainsKey(name)).ToList();
                var unexpected = source.Keys.Where(name => !state.ContainsKey(name)).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException($"{_name}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                }

                using var ungraded = no_grad();
                foreach (var (name, target) in state)
                {
                    if (source.TryGetValue(name, out var values))
                    {
                        if (!target.shape.SequenceEqual(values.shape))
                        {
                            throw new InvalidOperationException($"{_name}: {name} has shape [{string.Join(", ", values.shape)}], expected [{string.Join(", ", target.shape)}].");
                        }

                        target.copy_(values);
                    }
                }

                return (missing, unexpected);
            }

            /// <summary>Forgets all gradients.</summary>
            public void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    parameter.grad = null;
                }
            }

            /// <summary>Frees parameters, buffers and sub-modules.</summary>
            public void Dispose()
            {
                Dispose(disposing: true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees parameters, buffers and sub-modules.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    foreach (var parameter in _parameters.Values)
                    {
                        parameter.Dispose();
                    }

                    foreach (var buffer in _buffers.Values)
                    {
                        buffer.Dispose();
                    }

                    foreach (var child in _children.Values)
                    {
                        child.Dispose();
                    }
                }
            }

            internal void Move(Device device)
            {
                foreach (var parameter in _parameters.Values)
                {
                    parameter.MoveStorage(device);
                }

                foreach (var buffer in _buffers.Values)
                {
                    buffer.MoveStorage(device);
                }

                foreach (var child in _children.Values)
                {
                    child.Move(device);
                }
            }
        }

        /// <summary>A module with one input.</summary>
        public abstract class Module<T, TResult>(string name) : Module(name)
        {
            /// <summary>Computes the output.</summary>
            public abstract TResult forward(T input);

            /// <summary>Computes the output.</summary>
            public TResult call(T input) => forward(input);
        }

        /// <summary>A module with two inputs.</summary>
        public abstract class Module<T1, T2, TResult>(string name) : Module(name)
        {
            /// <summary>Computes the output.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Computes the output.</summary>
            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }
    }
}
