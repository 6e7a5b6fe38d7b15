using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Sair.Data;
using Sair.Engine;
using Sair.Web.Components;
using Sair.Web.Components.Layout;

namespace Sair.Web.Tests.Components;

public sealed class SairComponentTests : ComponentTests
{
    private static readonly StorageFullException s_full = new(null, new IOException());

    private Failures Failures => Services.GetRequiredService<Failures>();

    [Fact]
    public async Task Click_DiskIsFull_TellsItAndLeavesThePageAsItIs()
    {
        var bar = Render<FailureBar>();
        var form = Render<Form>(parameters =>
            parameters.Add(
                f => f.OnSave,
                async () =>
                {
                    await Task.Yield();
                    throw s_full;
                }
            )
        );

        await form.Find("button").ClickAsync(new MouseEventArgs());

        Assert.Equal(s_full.Message, Failures.Sentence);
        Assert.Contains(s_full.Message, bar.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("typed", form.Find("p").TextContent);
        Assert.Equal("1", form.Find("input").GetAttribute("data-mishaps"));

        await bar.Find("button").ClickAsync(new MouseEventArgs());
        Assert.Empty(bar.FindAll("button"));
    }

    [Fact]
    public async Task Click_CallbackOfTheParentFails_TheChildDoesNotGoOnAsIfAllWereWell()
    {
        var page = Render<Page>();

        await page.Find("button").ClickAsync(new MouseEventArgs());

        Assert.Equal(s_full.Message, Failures.Sentence);
        Assert.Equal("typed", page.Find("p").TextContent);
    }

    [Fact]
    public async Task Click_RefusedInASentence_TellsIt()
    {
        var form = Render<Form>(parameters =>
            parameters.Add(f => f.OnSave, () => Task.FromException(new InvalidOptionsException("Choose another.")))
        );

        await form.Find("button").ClickAsync(new MouseEventArgs());

        Assert.Equal("Choose another.", Failures.Sentence);
    }

    [Fact]
    public async Task Click_FaultOfTheProgram_ReachesTheErrorBoundary()
    {
        var form = Render<Form>(parameters =>
            parameters.Add(f => f.OnSave, () => Task.FromException(new InvalidOperationException("a fault")))
        );

        await Assert.ThrowsAsync<InvalidOperationException>(() => form.Find("button").ClickAsync(new MouseEventArgs()));

        Assert.Null(Failures.Sentence);
    }

    [Fact]
    public void Repeat_RefreshFails_TellsItAndRefreshesAgain()
    {
        using var left = new CancellationTokenSource();
        var refreshing = Render<Refreshing>(parameters => parameters.Add(r => r.Left, left.Token));

        refreshing.WaitForState(
            () => int.Parse(refreshing.Find("p").TextContent, CultureInfo.InvariantCulture) > 2,
            TimeSpan.FromMinutes(1)
        );

        left.Cancel();
        Assert.Equal(s_full.Message, Failures.Sentence);
    }

    /// <summary>Forgets what was typed once it was saved.</summary>
    private sealed class Form : SairComponent
    {
        private string _text = "typed";

        [Parameter]
        public EventCallback OnSave { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "onclick", EventCallback.Factory.Create(this, SaveAsync));
            builder.CloseElement();
            builder.OpenElement(2, "p");
            builder.AddContent(3, _text);
            builder.CloseElement();
            builder.OpenElement(4, "input");
            builder.AddAttribute(5, "data-mishaps", Mishaps);
            builder.CloseElement();
        }

        private async Task SaveAsync()
        {
            await OnSave.InvokeAsync();
            _text = "";
        }
    }

    private sealed class Page : SairComponent
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<Form>(0);
            builder.AddAttribute(1, nameof(Form.OnSave), EventCallback.Factory.Create(this, () => Task.FromException(s_full)));
            builder.CloseComponent();
        }
    }

    /// <summary>Fails at the second refresh.</summary>
    private sealed class Refreshing : SairComponent
    {
        private int _count;

        [Parameter]
        public CancellationToken Left { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddContent(1, _count);
            builder.CloseElement();
        }

        protected override Task OnAfterRenderAsync(bool firstRender) =>
            firstRender ? RepeatAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System, RefreshAsync, Left) : Task.CompletedTask;

        private Task RefreshAsync()
        {
            StateHasChanged();
            return ++_count == 2 ? Task.FromException(s_full) : Task.CompletedTask;
        }
    }
}
