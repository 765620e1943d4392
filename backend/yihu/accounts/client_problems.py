from yihu.kernel.problems import NotFound, Problem, TooMany, Unauthenticated


class ClientNotFound(NotFound):
    title = "没有这个接入系统"


class SecretNotFound(NotFound):
    title = "没有这把密钥，或已经停用"


class ClientEnded(Unauthenticated):
    """The administrator has ended the system or this secret. Ask him for another."""

    title = "接入系统或其密钥已停用"


class ClientIsEnded(Problem):
    """An ended system stays ended. Enter a new one."""

    status = 409
    title = "接入系统已停用，不能再改"


class TwoSecretsLive(Problem):
    """End the secret that is no longer used."""

    status = 409
    title = "已有两把密钥在用，请先停用一把"


class AddressRefused(Problem):
    """The request comes from outside the networks entered for the system. The administrator enters others."""

    status = 403
    title = "来源地址不在该系统登记的网段内"


class QuotaExceeded(TooMany):
    """The system's requests of this minute are used up. Wait as long as `Retry-After` says; fetch lists instead of single records."""

    title = "一分钟内的请求数超过该系统的限额"


class ScopeBeyondPlace(Problem):
    """A system of a village or township may do no more than its cadres. Choose fewer scopes or a wider place."""

    status = 422
    title = "绑定到村或乡镇的系统，权限不能超过当地干部"
