"""What a browser says of a page while a test uses it: errors, requests elsewhere, bytes."""

from weakref import WeakKeyDictionary

from playwright.sync_api import ConsoleMessage, Page, Request, Response

READ_BY_A_PERSON = {"document", "xhr", "fetch"}


class Watch:
    """`problems`: what must fail the test. `weight`: bytes since the last document, without cache."""

    def __init__(self, page: Page, origin: str):
        self.page = page
        self.origin = origin
        self.problems: list[str] = []
        self.weight = 0
        self.document: Response | None = None
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error on {page.url}: {error}"))
        page.on("request", self.on_request)
        page.on("response", self.on_response)
        self.measure()

    def measure(self) -> None:
        """Switches the cache off and counts bytes as they came over the wire."""
        network = self.page.context.new_cdp_session(self.page)
        network.on("Network.requestWillBeSent", self.on_sent)
        network.on("Network.loadingFinished", self.on_finished)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def on_sent(self, event: dict) -> None:
        if event["type"] == "Document":
            self.weight = 0

    def on_finished(self, event: dict) -> None:
        self.weight += int(event["encodedDataLength"])

    def on_console(self, message: ConsoleMessage) -> None:
        # The browser also logs each answer of 4xx: `on_response` judges those.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console on {self.page.url}: {message.text}")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:", "about:")):
            self.problems.append(f"request to another host on {self.page.url}: {request.url}")

    def on_response(self, response: Response) -> None:
        request = response.request
        if response.status >= 500 or (response.status >= 400 and request.resource_type not in READ_BY_A_PERSON):
            self.problems.append(f"{response.status} {request.method} {response.url}")
        if request.is_navigation_request() and not 300 <= response.status < 400:
            self.document = response


WATCHES: WeakKeyDictionary[Page, Watch] = WeakKeyDictionary()
