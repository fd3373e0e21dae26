"""Pages as a browser has them: their words, and what it would send of their forms."""

from selectolax.lexbor import LexborHTMLParser


def text_of(response):
    """The words of a page, spaces run together."""
    return " ".join(LexborHTMLParser(response.content.decode()).body.text(separator=" ").split())


def form_of(response, having="token"):
    """What a browser would send of the form that has a field, line ends and all."""
    page = LexborHTMLParser(response.content.decode())
    form = next(form for form in page.css("form") if form.css_first(f'[name="{having}"]'))
    data = {}
    for control in form.css("input, select, textarea"):
        name, kind = control.attributes.get("name"), control.attributes.get("type")
        if not name or "disabled" in control.attributes or kind in ("submit", "file", "button"):
            continue
        if control.tag == "select":
            options = control.css("option")
            chosen = [option for option in options if "selected" in option.attributes]
            if "multiple" not in control.attributes:
                chosen = chosen[-1:] or options[:1]
            values = [option.attributes.get("value") or "" for option in chosen]
            if values:
                data[name] = values if "multiple" in control.attributes else values[0]
        elif control.tag == "textarea":
            words = control.text(deep=True)
            data[name] = words.removeprefix("\n").replace("\n", "\r\n")
        elif kind in ("checkbox", "radio"):
            if "checked" in control.attributes:
                value = control.attributes.get("value") or "on"
                if kind == "checkbox" and (name in ("root", "include") or name.endswith("-fact")):
                    data.setdefault(name, []).append(value)
                else:
                    data[name] = value
        elif name in data and name in ("root", "shown"):
            data[name] = [*([data[name]] if isinstance(data[name], str) else data[name]), control.attributes["value"]]
        else:
            data[name] = control.attributes.get("value") or ""
    return {name: value for name, value in data.items() if "__prefix__" not in name}


def answers_of(response, answer):
    """What is sent of a form where each question after the sources of its facts is given the same answer."""
    page = LexborHTMLParser(response.content.decode())
    asked = page.css('input[type="radio"][name^="answer-"]')
    return {one.attributes["name"]: answer for one in asked if one.attributes["value"] == answer}
