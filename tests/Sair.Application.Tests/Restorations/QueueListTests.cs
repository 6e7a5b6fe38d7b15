using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;
using Sair.Data.Requests;

namespace Sair.Application.Tests.Restorations;

public sealed class QueueListTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly QueueList _list = new();
    private readonly HistoryEntry _first = TestEntries.Entry("first");
    private readonly HistoryEntry _second = TestEntries.Entry("second");
    private readonly HistoryEntry _third = TestEntries.Entry("third");

    public QueueListTests() => _list.Update([_first, _second, _third], [], s_noon, isPointedAt: false);

    [Fact]
    public void Update_CancelledRow_KeepsItsPlaceForTheTimeOfUndo()
    {
        var cancelled = _second with { Status = RequestStatus.Cancelled };

        Assert.Equal([_second.RequestId], _list.Missing([_first, _third]));
        _list.Update([_first, _third], [cancelled], s_noon, isPointedAt: false);
        Assert.Equal([_first, cancelled, _third], _list.Rows);
        Assert.Equal([_first, _third], _list.Open);
        _list.Update([_first, _third], [cancelled], s_noon + QueueList.Stay - TimeSpan.FromSeconds(1), isPointedAt: false);
        Assert.Equal([_first, cancelled, _third], _list.Rows);
        _list.Update([_first, _third], [cancelled], s_noon + QueueList.Stay, isPointedAt: false);

        Assert.Equal([_first, _third], _list.Rows);
    }

    [Fact]
    public void Update_PointerOverTheList_LetsNoRowGoForLonger()
    {
        var done = _first with { Status = RequestStatus.Succeeded };
        _list.Update([_second, _third], [done], s_noon, isPointedAt: true);

        _list.Update([_second, _third], [done], s_noon + (3 * QueueList.Stay), isPointedAt: true);
        Assert.Equal([done, _second, _third], _list.Rows);
        _list.Update([_second, _third], [done], s_noon + (3 * QueueList.Stay), isPointedAt: false);

        Assert.Equal([_second, _third], _list.Rows);
    }

    [Fact]
    public void Update_PointerOverAListWithNothingToHit_LetsRowsGo()
    {
        HistoryEntry[] done =
        [
            _first with
            {
                Status = RequestStatus.Succeeded,
            },
            _second with
            {
                Status = RequestStatus.Succeeded,
            },
            _third with
            {
                Status = RequestStatus.Succeeded,
            },
        ];
        _list.Update([], done, s_noon, isPointedAt: true);

        _list.Update([], done, s_noon + QueueList.Stay, isPointedAt: true);

        Assert.Empty(_list.Rows);
    }

    [Fact]
    public void Update_SeveralGoneAtOnce_AllKeepTheirPlaces()
    {
        HistoryEntry[] ended = [_first with { Status = RequestStatus.Cancelled }, _third with { Status = RequestStatus.Cancelled }];

        _list.Update([_second], ended, s_noon, isPointedAt: false);

        Assert.Equal([_first.RequestId, _second.RequestId, _third.RequestId], _list.Rows.Select(row => row.RequestId));
    }

    [Fact]
    public void Update_TakenBackAndCancelledAgain_StaysItsFullTimeAgain()
    {
        var cancelled = _second with { Status = RequestStatus.Cancelled };
        _list.Update([_first, _third], [cancelled], s_noon, isPointedAt: false);
        _list.Update([_first, _second, _third], [], s_noon + TimeSpan.FromSeconds(5), isPointedAt: false);

        _list.Update([_first, _third], [cancelled], s_noon + TimeSpan.FromSeconds(12), isPointedAt: false);

        Assert.Equal(3, _list.Rows.Count);
    }

    [Fact]
    public void Update_DeletedRow_GoesAtOnce()
    {
        _list.Update([_first, _third], [], s_noon, isPointedAt: false);

        Assert.Equal([_first, _third], _list.Rows);
    }

    [Fact]
    public void Open_RowThatStillEnds_IsNotCounted()
    {
        _list.Update([_first with { Status = RequestStatus.Running, IsEnding = true }, _second], [], s_noon, isPointedAt: false);

        Assert.Equal([_second], _list.Open);
    }
}
