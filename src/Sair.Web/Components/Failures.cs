using Sair.Data;
using Sair.Engine;

namespace Sair.Web.Components;

/// <summary>Tells this visitor, on whatever page, why the last thing that was asked for could not be done.</summary>
public sealed class Failures
{
    /// <summary>Called when there is something new to tell or nothing any more.</summary>
    public event Action? Changed;

    /// <summary>Why, one sentence; null when there is nothing to tell.</summary>
    public string? Sentence { get; private set; }

    /// <summary>The sentence of a failure that the visitor can act on; null where it is a fault of the program.</summary>
    public static string? SentenceOf(Exception? failure) => failure is SairException or StorageException ? failure.Message : null;

    /// <summary>Tells a sentence until it is dismissed or another one is told.</summary>
    public void Tell(string sentence)
    {
        Sentence = sentence;
        Changed?.Invoke();
    }

    public void Dismiss()
    {
        Sentence = null;
        Changed?.Invoke();
    }
}
