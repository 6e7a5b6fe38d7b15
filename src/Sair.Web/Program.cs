using Sair.Web;

return await Site.RunAsync(args, Console.Out, Console.Error);
