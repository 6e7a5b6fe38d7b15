using Sair.Data;
using Sair.Engine;

namespace Sair.Web.Endpoints;

/// <summary>Turns a failure that the user can act on into its one sentence.</summary>
internal sealed class SentenceFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (SairException exception)
        {
            return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        catch (StorageException exception)
        {
            return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status507InsufficientStorage);
        }
    }
}
